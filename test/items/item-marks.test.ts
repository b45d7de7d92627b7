import assert from 'node:assert/strict';
import { checkProperties } from '../../lib/copy/proof/check-properties.js';
import { type CopyStamp, readStamp, stampParams, withoutStamp } from '../../lib/items/copy-stamp.js';
import { digestOf } from '../../lib/items/digest-of.js';
import type { Item } from '../../lib/items/item.js';
import {
  copyableKeywords,
  pipelineKeyword,
  stripIdentity,
  withIdentity,
} from '../../lib/items/item-keywords.js';
import { copyableProperties } from '../../lib/items/item-properties.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { Params } from '../../lib/portal/portal.js';
import { item } from './support/item.js';

const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];

describe('type keywords of a copy', () => {
  it('name the source item and the pipeline, in place of those of an earlier hop', () => {
    const keywords = ['Map', `source-${b}`, 'copy-parks', 'copy-unfinished'];
    assert.deepEqual(withIdentity(keywords, a, ''), ['Map', `source-${a}`]);
    assert.deepEqual(withIdentity(keywords, a, 'roads', 'unfinished'), [
      'Map',
      `source-${a}`,
      'copy-roads',
      'copy-unfinished',
    ]);
    assert.deepEqual(stripIdentity([...keywords, 'source-control']), ['Map', 'source-control']);
  });

  it('are without what the portal sets itself', () => {
    assert.deepEqual(copyableKeywords(['Hosted Service', 'View Service', 'Survey123', `source-${b}`]), [
      'Survey123',
    ]);
  });

  it('cannot hold every key of a pipeline', () => {
    for (const pipeline of ['', 'a,b', 'unfinished']) {
      assert.throws(
        () => pipelineKeyword(pipeline),
        (error) => error instanceof ArcGISError && error.code === 'ARCGIS_CONFIG',
      );
    }
  });
});

describe('the stamp of a copy', () => {
  const stamp: CopyStamp = { source: a, modified: 1, digest: 'd', copied: 2, layers: { '0': 5 } };

  it('is read as it was written, beside the other properties', () => {
    const { properties } = stampParams(stamp, { own: true });
    assert.deepEqual(properties, { own: true, portalCopy: stamp });
    assert.deepEqual(readStamp(item({ properties: properties as Record<string, unknown> })), stamp);
    assert.deepEqual(withoutStamp(properties as Record<string, unknown>), { own: true });
  });

  it('is none where it is not whole', () => {
    for (const properties of [null, {}, { portalCopy: 'x' }, { portalCopy: { source: a } }]) {
      assert.equal(readStamp(item({ properties })), null);
    }
  });
});

describe('properties that a copy takes over', () => {
  it('are those that users give an item, without marks, dates and ids', () => {
    const source = item({
      typeKeywords: ['Map', `source-${b}`],
      tags: ['x'],
      snippet: 's',
      extent: [
        [1, 2],
        [3, 4],
      ],
      properties: { own: 1, portalCopy: { source: b } },
      modified: 5,
      thumbnail: 'thumbnail/x.png',
    });
    assert.deepEqual(copyableProperties(source), {
      title: 'Town',
      type: 'Web Map',
      typeKeywords: ['Map'],
      description: '',
      snippet: 's',
      tags: ['x'],
      accessInformation: '',
      licenseInfo: '',
      extent: [1, 2, 3, 4],
      spatialReference: '',
      properties: { own: 1 },
    });
  });
});

describe('properties that a copy has otherwise', () => {
  const of = (written: Params, copy: Partial<Item>) => checkProperties(written, item(copy));

  it('are a failed check, unless the portal decides on them', () => {
    const { checks, warnings } = of(
      { title: 'Town', snippet: 's', industries: ['Water'], commentsEnabled: true },
      { snippet: 'other', industries: [], commentsEnabled: false },
    );
    assert.deepEqual(
      checks.map(({ check, ok }) => [check, ok]),
      [
        ['property title', true],
        ['property snippet', false],
        ['property industries', true],
      ],
    );
    assert.deepEqual(
      warnings.map(({ code, path }) => [code, path]),
      [['PORTAL_DECIDED', 'item:$.industries']],
    );
  });
});

describe('the digest of a value', () => {
  it('is the same for the same content, whatever the order of keys', () => {
    assert.equal(digestOf({ a: 1, b: [{ c: 2, d: undefined }] }), digestOf({ b: [{ c: 2 }], a: 1 }));
    assert.notEqual(digestOf({ a: [1, 2] }), digestOf({ a: [2, 1] }));
    assert.notEqual(digestOf(undefined), digestOf(null));
  });
});
