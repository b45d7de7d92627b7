import assert from 'node:assert/strict';
import { kindOf } from '../../lib/items/item-kinds.js';
import { ITEM_TYPES } from '../../lib/items/item-types.js';
import { item } from './support/item.js';

describe('the kind of an item', () => {
  const cases: [what: string, type: string, keywords: string[], url: string | null, expected: string][] = [
    ['a file', 'Microsoft Word', [], null, 'file files'],
    ['a file that is only registered by its address', 'CSV', [], 'https://x.example/a.csv', 'url files'],
    [
      'a hosted feature layer',
      'Feature Service',
      ['Hosted Service'],
      'https://x/FeatureServer',
      'layer layers',
    ],
    [
      'a view',
      'Feature Service',
      ['Hosted Service', 'View Service'],
      'https://x/FeatureServer',
      'view views',
    ],
    [
      'a feature service of another server',
      'Feature Service',
      ['ArcGIS Server'],
      'https://x/FeatureServer',
      'service-reference layers',
    ],
    ['a map service', 'Map Service', [], 'https://x/MapServer', 'service-reference layers'],
    ['a hosted tile layer', 'Map Service', ['Hosted Service'], 'https://x/MapServer', 'tiles layers'],
    [
      'location tracking',
      'Feature Service',
      ['Hosted Service', 'Location Tracking Service'],
      'https://x',
      'unsupported layers',
    ],
    ['a web map', 'Web Map', [], null, 'document/web-map maps'],
    ['a dashboard', 'Dashboard', [], null, 'document/dashboard apps'],
    [
      'a Web AppBuilder app',
      'Web Mapping Application',
      ['WAB2D', 'Web AppBuilder'],
      'https://x',
      'document/web-appbuilder apps',
    ],
    [
      'an Instant App',
      'Web Mapping Application',
      ['instantApp'],
      'https://x',
      'document/configurable-app apps',
    ],
    ["an app of one's own", 'Web Mapping Application', ['JavaScript'], 'https://x', 'document/app apps'],
    ['a feature collection', 'Feature Collection', [], null, 'document/json files'],
    ['a link', 'Document Link', [], 'https://x', 'url files'],
    ['a type that nobody knows', 'Quantum Map', [], null, 'unknown apps'],
    ['an experience', 'Web Experience', ['EXB Experience'], 'https://x', 'document/experience apps'],
    ['a story', 'StoryMap', ['arcgis-storymaps'], 'https://x', 'document/story apps'],
    ['a survey', 'Form', ['Survey123'], null, 'document/form apps'],
    ['a site', 'Hub Site Application', [], 'https://x', 'document/site apps'],
    ['a scene', 'Web Scene', [], null, 'document/web-scene maps'],
    [
      'a style of vector tiles',
      'Vector Tile Service',
      ['Hosted Service', 'Vector Tile Style Editor'],
      'https://x/VectorTileServer',
      'service-reference layers',
    ],
    ['a layer file', 'Pro Layer', [], null, 'document/pro-file files'],
    ['a solution', 'Solution', [], null, 'unsupported apps'],
  ];
  for (const [what, type, typeKeywords, url, expected] of cases) {
    it(`of ${what} is ${expected.split(' ')[0]}`, () => {
      const { kind, format, family, reason } = kindOf(
        item({ type, typeKeywords, url, size: url === null ? 10 : -1 }),
      );
      assert.equal(`${kind}${format === undefined ? '' : `/${format}`} ${family}`, expected);
      assert.equal(typeof reason, kind === 'unsupported' ? 'string' : 'undefined');
    });
  }

  it('is told by no type twice, but for what a type keyword decides', () => {
    const plain = ITEM_TYPES.filter(({ keywords }) => !keywords).flatMap(({ types }) => types);
    const twice = plain.filter((type, at) => plain.indexOf(type) !== at);
    assert.deepEqual(twice, []);
  });

  it('says of everything that is not copied why, and what can be done instead', () => {
    for (const { kind, name, reason, instead } of ITEM_TYPES) {
      if (kind === 'unsupported') assert.ok(reason && instead, name);
    }
  });
});
