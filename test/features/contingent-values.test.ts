import assert from 'node:assert/strict';
import { copyContingentValues } from '../../lib/features/contingent-values.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import { readLayerService } from '../../lib/features/layer-service.js';
import { Portals } from '../copy/support/portals.js';
import {
  addRows,
  addToDefinition,
  copyRequest,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  startTestPortal,
  type TestPortal,
} from './town-services.js';

const roads = layer(0, 'Roads', 'Polyline', [
  field('Kind', 'String', { length: 20 }),
  field('Surface', 'String', { length: 20 }),
]);

const group = (name: string, values: number[][]): Json => ({
  name,
  restrictive: true,
  fields: [
    { id: 0, name: 'Kind', fieldType: 'esriFieldTypeString' },
    { id: 1, name: 'Surface', fieldType: 'esriFieldTypeString' },
  ],
  contingentValues: values.map(([kind, surface], id) => ({ id, types: [3, 3], values: [kind, surface] })),
});
const values = {
  contingentValuesDefinition: {
    fieldGroups: [
      group('Kind and surface', [
        [0, 1],
        [0, 2],
      ]),
    ],
    stringDicts: [{ layerID: 0, entries: ['Path', 'Gravel', 'Earth'] }],
  },
};

interface Told {
  contingentValuesDefinition: { fieldGroups: Json[] };
  stringDicts: Json[];
}

/** Field names in lower case: Enterprise writes them so. */
const told = ({ contingentValuesDefinition: { fieldGroups }, stringDicts }: Told): unknown => ({
  stringDicts,
  fieldGroups: fieldGroups.map(({ fields, ...rest }) => ({
    ...rest,
    fields: (fields as Json[]).map((one) => ({ ...one, name: String(one.name).toLowerCase() })),
  })),
});

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  it(`Contingent values are copied and kept up to date, ${from} to ${to}`, async function () {
    this.timeout(30_000);
    const portals = await Portals.start(from, to);
    try {
      const town = await hostedService(portals.source, 'Roads', [roads]);
      await addToDefinition(portals.source, `${town.url}/0`, values);
      await addRows(portals.source, `${town.url}/0`, [{ attributes: { GlobalID: guid(), Kind: 'Path' } }]);
      const copy = async () => {
        const [result] = (await portals.copyAll([town.itemId])).values();
        assert.deepEqual(
          [
            result?.checks.filter(({ ok }) => !ok),
            result?.warnings.filter(({ code }) => code === 'NOT_COPIED'),
          ],
          [[], []],
        );
        return result;
      };
      const read = (portal: typeof portals.source, url: string) =>
        portal.read<Told>(`${url}/0/contingentValues`);
      const first = await copy();
      const url = String(first?.target?.url);
      assert.deepEqual(told(await read(portals.target, url)), told(await read(portals.source, town.url)));

      await addToDefinition(portals.source, `${town.url}/0`, {
        contingentValuesDefinition: { fieldGroups: [group('More', [[1, 1]])], stringDicts: [] },
      });
      // A change of the values alone does not show in the layer's definition.
      await addRows(portals.source, `${town.url}/0`, [{ attributes: { GlobalID: guid(), Kind: 'Path' } }]);
      assert.equal((await copy())?.outcome, 'updated');
      const after = told(await read(portals.target, url)) as { fieldGroups: Json[] };
      assert.deepEqual(after.fieldGroups.map(({ name }) => name).sort(), ['Kind and surface', 'More']);
      assert.equal((await copy())?.outcome, 'unchanged');
    } finally {
      await portals.close();
    }
  });
}

describe('Contingent values', () => {
  let source: TestPortal;
  let old: TestPortal;

  before(async () => {
    source = await startTestPortal('online');
    old = await startTestPortal('enterprise', {}, { profile: 'enterprise-10.8.1' });
  });
  after(async () => {
    await Promise.all([source?.close(), old?.close()]);
  });

  it('that a portal does not know are named by a warning, and the layer is copied', async () => {
    const town = await hostedService(source.portal, 'Roads', [roads]);
    await addToDefinition(source.portal, `${town.url}/0`, values);
    const from = await readLayerService(source.portal, town.url);
    const to = await createServiceCopy(old.portal, {
      source: from,
      ...(await copyRequest(old.portal, 'Roads')),
    });
    const built = await readLayerService(old.portal, to.url);
    const warnings = await copyContingentValues(source.portal, old.portal, from, {
      built,
      mapping: to.mapping,
    });
    assert.deepEqual(
      warnings.map(({ code, message }) => [code, /^Layer 0 Roads has contingent values/.test(message)]),
      [['NOT_COPIED', true]],
    );
  });
});
