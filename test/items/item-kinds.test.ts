import assert from 'node:assert/strict';
import { kindOf } from '../../lib/items/item-kinds.js';
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
    ['a hosted tile layer', 'Map Service', ['Hosted Service'], 'https://x/MapServer', 'unsupported layers'],
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
    ['a type that nobody knows', 'Quantum Map', [], null, 'unsupported apps'],
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
});
