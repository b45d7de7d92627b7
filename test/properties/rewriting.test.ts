import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReferenceMap } from '../../lib/references/reference-map.js';
import { rewriteReferences } from '../../lib/references/rewrite-references.js';
import { rewriteText } from '../../lib/references/rewrite-text.js';
import { back, maps, nearMisses, references, texts, there, withMap } from './support/references.js';

const RUNS = { numRuns: 500 };

/** Any JSON with such texts in it, also as JSON inside of strings, and as keys. */
const documents = (map: ReferenceMap): fc.Arbitrary<unknown> => {
  const key = fc.constantFrom('url', 'itemId', 'groupId', 'title', 'text', 'expression', 'layers', 'webmap');
  const { document } = fc.letrec((tie) => ({
    document: fc.oneof(
      { depthSize: 'small' },
      texts(map),
      references(map),
      fc.constantFrom(null, true, 0, -1.5),
      texts(map).map((text) => JSON.stringify({ nested: [text, JSON.stringify({ deeper: text })] })),
      fc.array(tie('document'), { maxLength: 3 }),
      fc.dictionary(key, tie('document'), { maxKeys: 4, noNullPrototype: true }),
      fc.dictionary(fc.constantFrom(...Object.keys(map.items)), tie('document'), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    ),
  }));
  return document;
};

const turnedRound = <T>(entries: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).reverse());

describe('properties of rewriting', function () {
  this.timeout(120_000);

  it('what only looks like a reference stays character by character', () => {
    fc.assert(
      fc.property(
        withMap((map) => fc.array(nearMisses(map), { minLength: 1, maxLength: 4 })),
        ([map, misses]) => {
          const text = misses.join(' ');
          assert.equal(rewriteText(text, there(map)), text);
          const document = { text, url: misses[0], itemId: misses.at(-1), list: misses };
          assert.deepEqual(rewriteReferences(document, there(map)), { document, changes: [] });
        },
      ),
      RUNS,
    );
  });

  it('a layer of a service becomes that layer, whatever other number begins with its own', () => {
    const layer = fc.nat({ max: 120 }).map(String);
    fc.assert(
      fc.property(maps, layer, (map, number) => {
        for (const [root, { url, layers }] of Object.entries(map.services)) {
          const expected = `${url}/${layers[number] ?? number}`;
          assert.equal(rewriteText(`${root}/${number}`, there(map)), expected);
          assert.equal(rewriteText(`${root}/${number}/query`, there(map)), `${expected}/query`);
          assert.equal(rewriteText(`${root}/${number}0x`, there(map)), `${url}/${number}0x`);
        }
      }),
      RUNS,
    );
  });

  it('done twice is the same as once', () => {
    fc.assert(
      fc.property(withMap(documents), ([map, document]) => {
        const once = rewriteReferences(document, there(map)).document;
        const again = rewriteReferences(once, there(map));
        assert.deepEqual(again, { document: once, changes: [] });
      }),
      RUNS,
    );
  });

  it('is undone by the inverse map', () => {
    fc.assert(
      fc.property(withMap(documents), ([map, document]) => {
        const once = rewriteReferences(document, there(map)).document;
        assert.deepEqual(rewriteReferences(once, back(map)).document, document);
      }),
      RUNS,
    );
  });

  it('does not depend on the order in which the map names things', () => {
    fc.assert(
      fc.property(withMap(documents), ([map, document]) => {
        const other: ReferenceMap = {
          items: turnedRound(map.items),
          groups: turnedRound(map.groups),
          services: turnedRound(map.services),
          users: map.users,
        };
        assert.deepEqual(rewriteReferences(document, there(other)), rewriteReferences(document, there(map)));
      }),
      RUNS,
    );
  });

  it('leaves the given document as it was', () => {
    fc.assert(
      fc.property(withMap(documents), ([map, document]) => {
        const before = JSON.stringify(document);
        rewriteReferences(document, there(map));
        assert.equal(JSON.stringify(document), before);
      }),
      RUNS,
    );
  });

  it('of a part does not depend on what stands beside it', () => {
    fc.assert(
      fc.property(
        withMap((map) => fc.tuple(texts(map), texts(map))),
        ([map, [one, other]]) => {
          const { document } = rewriteReferences({ a: one, b: [other] }, there(map));
          assert.deepEqual(document, {
            a: rewriteText(one, there(map)),
            b: [rewriteText(other, there(map))],
          });
          const joined = rewriteText(`${one} | ${other}`, there(map));
          assert.equal(joined, `${rewriteText(one, there(map))} | ${rewriteText(other, there(map))}`);
        },
      ),
      RUNS,
    );
  });
});
