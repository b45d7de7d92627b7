import assert from 'node:assert/strict';
import { findReferences } from '../../lib/references/find-references.js';
import { findResidue } from '../../lib/references/find-residue.js';
import { mapLayers } from '../../lib/references/map-layers.js';
import { rewriteReferences } from '../../lib/references/rewrite-references.js';
import { context, hydrants, id, newHydrants, source, target } from './support/contexts.js';
import { HIDING_PLACES, type Named } from './support/hiding-places.js';

const BEFORE: Named = {
  item: id('a'),
  map: id('1'),
  group: id('c'),
  portal: source.url,
  host: source.hosts[0] ?? '',
  service: hydrants,
  layer: '0',
  field: 'Status',
};
const AFTER: Named = {
  item: id('b'),
  map: id('2'),
  group: id('d'),
  portal: target.url,
  host: target.hosts[0] ?? '',
  service: newHydrants,
  layer: '1',
  field: 'state',
};

const given = {
  ...context({
    layers: { '0': '1', '1': '0' },
    items: { [BEFORE.item]: AFTER.item, [BEFORE.map]: AFTER.map },
  }),
  maps: {
    [BEFORE.map]: mapLayers({
      operationalLayers: [
        { id: 'layer-1', url: `${hydrants}/0` },
        { id: 'layer-2', url: `${hydrants}/1` },
        { id: 'group-1', layers: [{ id: 'layer-3', url: `${hydrants}/0` }] },
        { id: 'whole', url: hydrants },
      ],
    }),
  },
};
for (const service of Object.values(given.map.services)) service.fields = { '0': { Status: 'state' } };

describe('a reference in', () => {
  for (const { of, place, document: build, isMention } of HIDING_PLACES) {
    describe(of, () => {
      it(`${place} is found and follows its copy, and nothing else changes`, () => {
        const before = build(BEFORE);
        const text = JSON.stringify(before);
        const found = findReferences(before, source);
        const ids = new Set(found.map((reference) => reference.id));
        for (const one of isMention ? [] : [BEFORE.item, BEFORE.map, BEFORE.group]) {
          assert.equal(ids.has(one), text.includes(one), `found ${one}`);
        }
        const { document } = rewriteReferences(before, given);
        assert.deepEqual(document, build(AFTER));
        assert.deepEqual(rewriteReferences(document, given).changes, []);
        const known = {
          source,
          target,
          itemIds: [BEFORE.item, BEFORE.map, BEFORE.group],
          services: [hydrants],
        };
        assert.deepEqual(
          findResidue(document, 'data', known, () => null),
          [],
        );
        assert.ok(
          findResidue(before, 'data', known, () => null).length > 0,
          'the scan sees it in the original',
        );
      });
    });
  }
});
