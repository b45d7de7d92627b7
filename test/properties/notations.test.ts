import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rewriteReferences } from '../../lib/references/rewrite-references.js';
import { rewriteText } from '../../lib/references/rewrite-text.js';
import { references, there, withMap } from './support/references.js';

const RUNS = { numRuns: 300 };

/** Ways in which documents hold a reference; each is its own function of the text. */
const NOTATIONS: Record<string, (text: string) => string> = {
  'in an attribute': (text) => `<a href="${text}">here</a>`,
  'in an attribute with single quotes': (text) => `<a href='${text}'>here</a>`,
  'between tags': (text) => `<p>${text}</p>`,
  'in brackets': (text) => `(see ${text})`,
  'in a list with commas': (text) => `${text}, ${text}`,
  'in a Markdown link': (text) => `[here](${text})`,
  'in a literal of a script': (text) => `FeatureSetByPortalItem(Portal("x"), "${text}", 0)`,
  'in JSON': (text) => JSON.stringify({ a: [text] }),
  'in JSON inside of JSON': (text) => JSON.stringify({ a: JSON.stringify({ b: text }) }),
  'in JSON three levels deep': (text) => JSON.stringify([JSON.stringify([JSON.stringify([text])])]),
  'in JSON with escaped slashes': (text) => JSON.stringify({ a: text }).replaceAll('/', '\\/'),
  'in a script with escaped slashes': (text) => `var u = "${text}";`.replaceAll('/', '\\/'),
  'in the query of another host': (text) => `https://viewer.example/?url=${encodeURIComponent(text)}`,
  'encoded twice': (text) => `https://viewer.example/?url=${encodeURIComponent(encodeURIComponent(text))}`,
  'in XML': (text) => `<item url="${text}" xmlns="http://www.w3.org/1999/xhtml"/>`,
  'at the end of a sentence': (text) => `See ${text}.`,
  'between line breaks': (text) => `a\r\n${text}\r\nb`,
};

describe('a reference is rewritten the same', function () {
  this.timeout(120_000);

  for (const [how, written] of Object.entries(NOTATIONS)) {
    it(how, () => {
      fc.assert(
        fc.property(withMap(references), ([map, reference]) => {
          const expected = written(rewriteText(reference, there(map)));
          assert.equal(rewriteText(written(reference), there(map)), expected);
          const { document } = rewriteReferences({ text: written(reference) }, there(map));
          assert.deepEqual(document, { text: expected });
        }),
        RUNS,
      );
    });
  }

  it('whatever the case of its scheme and host, and with a default port', () => {
    const forms: ((url: string) => string)[] = [
      (url) => url.replace('https://', 'HTTPS://'),
      (url) => url.replace('https://', 'http://'),
      (url) => url.replace('gis.town.example', 'GIS.Town.Example'),
      (url) => url.replace('gis.town.example', 'gis.town.example:443'),
    ];
    fc.assert(
      fc.property(withMap(references), fc.constantFrom(...forms), ([map, reference], form) => {
        fc.pre(reference.startsWith('https://'));
        assert.equal(rewriteText(form(reference), there(map)), rewriteText(reference, there(map)));
      }),
      RUNS,
    );
  });

  it('whatever the case of an id', () => {
    fc.assert(
      fc.property(withMap(references), ([map, reference]) => {
        fc.pre(/^[0-9a-f]{32}$/.test(reference));
        assert.equal(rewriteText(reference.toUpperCase(), there(map)), rewriteText(reference, there(map)));
      }),
      RUNS,
    );
  });

  it('without a scheme, which then stays away', () => {
    fc.assert(
      fc.property(withMap(references), ([map, reference]) => {
        fc.pre(reference.startsWith('https://'));
        const bare = (url: string): string => url.replace('https:', '');
        assert.equal(rewriteText(bare(reference), there(map)), bare(rewriteText(reference, there(map))));
      }),
      RUNS,
    );
  });
});
