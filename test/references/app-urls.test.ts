import assert from 'node:assert/strict';
import type { PortalAddresses } from '../../lib/references/addresses.js';
import { findReferences } from '../../lib/references/find-references.js';
import { findResidue } from '../../lib/references/find-residue.js';
import type { RewriteContext } from '../../lib/references/reference-index.js';
import { rewriteReferences } from '../../lib/references/rewrite-references.js';
import { rewriteText } from '../../lib/references/rewrite-text.js';
import { context, source as enterprise, id, target as online } from './support/contexts.js';

const [a, b, unknown] = [id('a'), id('b'), id('e')];

function between(source: PortalAddresses, target: PortalAddresses): RewriteContext {
  return { ...context({ services: {} }), source, target };
}

const toOnline = between(enterprise, online);
const toEnterprise = between(online, enterprise);

describe('URLs of apps that ArcGIS Online and ArcGIS Enterprise serve at different places', () => {
  const pairs: [onEnterprise: string, onOnline: string][] = [
    ['/apps/experiencebuilder/experience/?id=ID', 'https://experience.arcgis.com/experience/ID'],
    [
      '/apps/experiencebuilder/experience/?id=ID&page=Wells',
      'https://experience.arcgis.com/experience/ID/page/Wells/',
    ],
    [
      '/apps/experiencebuilder/experience/?id=ID&page=Wells&views=One#widget_1=center:1,2',
      'https://experience.arcgis.com/experience/ID/page/Wells/?views=One#widget_1=center:1,2',
    ],
    ['/apps/experiencebuilder/template/?id=ID', 'https://experience.arcgis.com/template/ID'],
    ['/apps/experiencebuilder/builder/?id=ID', 'https://experience.arcgis.com/builder/?id=ID'],
    ['/apps/storymaps/stories/ID', 'https://storymaps.arcgis.com/stories/ID'],
    ['/apps/storymaps/stories/ID/edit', 'https://storymaps.arcgis.com/stories/ID/edit'],
    ['/apps/storymaps/collections/ID?item=2', 'https://storymaps.arcgis.com/collections/ID?item=2'],
    ['/apps/storymaps/briefings/ID', 'https://storymaps.arcgis.com/briefings/ID'],
  ];
  for (const [path, url] of pairs) {
    it(`of ${path} and ${url} become each other`, () => {
      const there = (text: string, of: string): string => text.replace('ID', of);
      const onEnterprise = enterprise.url + path;
      assert.equal(rewriteText(there(onEnterprise, a), toOnline), there(url, b));
      assert.equal(rewriteText(there(url, a), toEnterprise), there(onEnterprise, b));
      assert.equal(rewriteText(there(url, b), toEnterprise), there(url, b), 'rewritten again');
    });
  }

  it('keep their place between two portals of one kind', () => {
    const other = { ...online, url: 'https://other.maps.arcgis.com', hosts: ['other.maps.arcgis.com'] };
    const url = 'https://experience.arcgis.com/experience/';
    assert.equal(rewriteText(url + a, between(other, online)), url + b);
  });

  it('of an item without a copy stay', () => {
    const url = `https://experience.arcgis.com/experience/${unknown}`;
    assert.equal(rewriteText(url, toEnterprise), url);
  });

  it('of surveys are told the portal where it is not ArcGIS Online', () => {
    const survey = (of: string, rest = ''): string => `https://survey123.arcgis.com/share/${of}${rest}`;
    assert.equal(rewriteText(survey(a), toEnterprise), survey(b, `?portalUrl=${enterprise.url}`));
    assert.equal(
      rewriteText(`<a href="${survey(a, '?hide=header&amp;open=web')}">`, toEnterprise),
      `<a href="${survey(b, `?hide=header&amp;open=web&amp;portalUrl=${enterprise.url}`)}">`,
    );
    assert.equal(
      rewriteText(survey(a, `?portalUrl=${enterprise.url}`), toOnline),
      survey(b, `?portalUrl=${online.url}`),
    );
    assert.equal(rewriteText(survey(unknown), toEnterprise), survey(unknown));
    const service = 'https://third.example/rest/services/A/FeatureServer/0';
    assert.equal(
      rewriteText(`<p>${survey(a, `?field:url=${service}&amp;hide=header`)}</p>`, toEnterprise),
      `<p>${survey(b, `?portalUrl=${enterprise.url}&amp;field:url=${service}&amp;hide=header`)}</p>`,
    );
    const told = (of: string, portal: string): string =>
      `<p>${survey(of, `?field:url=${service}&amp;portalUrl=${portal}`)}</p>`;
    assert.equal(rewriteText(told(a, online.url), toEnterprise), told(b, enterprise.url));
  });

  it('of surveys lead to what they show, if the portal in them is the source', () => {
    const link = (portal: string): string =>
      `https://survey123.arcgis.com/share/${a}?hide=header&portalUrl=${portal}`;
    const found = (text: string): string[] =>
      findReferences(text, enterprise).flatMap(({ kind, id: of }) => (kind === 'item' && of ? [of] : []));
    assert.deepEqual(found(link(enterprise.url)), [a]);
    assert.deepEqual(found(link(encodeURIComponent(enterprise.url))), [a]);
    assert.deepEqual(found(link('https://other.example/portal')), []);
    const nested = link(enterprise.url).replace('&portalUrl', '&field:url=https://third.example/a&portalUrl');
    assert.deepEqual(found(nested), [a]);
  });
});

describe('the portal that a document names beside an item', () => {
  const source = (itemId: string, portalUrl: string) => ({ id: 'dataSource_1', itemId, portalUrl });
  const rewritten = (document: unknown, given: RewriteContext): unknown => {
    const result = rewriteReferences(document, given).document;
    assert.deepEqual(rewriteReferences(result, given).changes, []);
    return result;
  };

  it('is the target for an item that has a copy, also if it was named as ArcGIS Online at large', () => {
    assert.deepEqual(rewritten(source(a, enterprise.url), toOnline), source(b, online.url));
    assert.deepEqual(rewritten(source(a, 'https://www.arcgis.com'), toEnterprise), source(b, enterprise.url));
  });

  it('of an item of ArcGIS Online that has no copy is ArcGIS Online at large, as ArcGIS Enterprise does not have it', () => {
    assert.deepEqual(
      rewritten(source(unknown, online.url), toEnterprise),
      source(unknown, 'https://www.arcgis.com'),
    );
  });

  it('of an item of ArcGIS Enterprise that has no copy stays, for the reason that the item has', () => {
    const document = source(unknown, enterprise.url);
    assert.deepEqual(rewritten(document, toOnline), document);
    const known = { source: enterprise, target: online, itemIds: [unknown], services: [] };
    const residue = findResidue(document, 'data', known, (value) =>
      value === unknown ? 'not-copied' : null,
    );
    assert.deepEqual(
      residue.map(({ path, reason }) => [path, reason]),
      [
        ['data:$.itemId', 'not-copied'],
        ['data:$.portalUrl', 'not-copied'],
      ],
    );
  });

  it('tells whose item it is', () => {
    const items = (document: unknown, of: PortalAddresses): number =>
      findReferences(document, of).filter(({ kind }) => kind === 'item').length;
    assert.equal(items(source(a, enterprise.url), enterprise), 1);
    assert.equal(items(source(a, 'https://other.example/portal'), enterprise), 0);
    assert.equal(items(source(a, 'https://www.arcgis.com'), enterprise), 0);
    assert.equal(items(source(a, 'https://www.arcgis.com'), online), 1);
  });
});
