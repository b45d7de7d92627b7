import assert from 'node:assert/strict';
import type { Item } from '../../lib/items/item.js';
import { GeodatabasePortals, type Way } from '../geodatabase/support/geodatabase-portals.js';

type Json = Record<string, unknown>;

/** What may differ between a layer and its copy, and why. Everything else that a layer says of itself has to be the same. */
const MAY_DIFFER: [RegExp, string][] = [
  [/^supports?[A-Z]|^supported[A-Z]|^advanced[A-Z]|Capabilities$/, 'what the server can do'],
  [/[mM]axRecordCount(NoGeometry|Factor)?$/, 'pages of the server'],
  [/TrueCurve|^enableNullGeometry$|^canModifyLayer$|^guidFormat$|^cacheMaxAge$|^collation$/, 'of the server'],
  [
    /^(currentVersion|parentLayerId|parentLayer|subLayers|preferredTimeReference)$/,
    'said by one product only',
  ],
  [/^(spatialReference|sourceSpatialReference)$/, 'said by one product only; rows and extent are compared'],
  [/^(serviceItemId|editingInfo|hasViews|sourceSchemaChangesAllowed)$/, 'of this service and its views'],
];

/** What must be compared at least, and must be in what is copied here. */
const COMPARED = [
  'fields',
  'types',
  'templates',
  'drawingInfo',
  'minScale',
  'maxScale',
  'indexes',
  'timeInfo',
  'hasAttachments',
  'editFieldsInfo',
  'capabilities',
  'extent',
  'description',
  'copyrightText',
  'relationships',
] as const;

/** The product's own names of columns, and the indexes over what the portal keeps itself. */
const OWN_INDEX = /^(objectid|globalid|shape|creator|editor|creationdate|editdate)$/i;

/** A layer's definition in a form in which a copy says the same. `ids` are ids of the target by ids of the source. */
function normalised(layer: Json, ids: Record<string, string>): Json {
  const fields = (layer.fields as Json[]).map(({ sqlType: _type, ...field }) => [field.name, field]);
  const indexes = (layer.indexes as Json[])
    .filter(({ fields: covered }) => !OWN_INDEX.test(String(covered)))
    .map(({ fields: covered, isUnique, isAscending }) => [String(covered), { isUnique, isAscending }]);
  const relationships = ((layer.relationships ?? []) as Json[]).map((one) => {
    const { id, relatedTableId, ...rest } = one;
    return [id, { ...rest, relatedTableId: Number(ids[String(relatedTableId)] ?? relatedTableId) }];
  });
  const { timeZone, respectsDaylightSaving } = (layer.dateFieldsTimeReference ?? {}) as Json;
  const kept = Object.entries(layer).filter(([key]) => !MAY_DIFFER.some(([pattern]) => pattern.test(key)));
  return {
    ...Object.fromEntries(kept),
    // Its extent is computed from the rows; portals round it.
    extent: JSON.parse(JSON.stringify(layer.extent ?? null), (_key, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(10)) : value,
    ),
    // One product also says the time zone's name of IANA.
    dateFieldsTimeReference: { timeZone, respectsDaylightSaving },
    capabilities: String(layer.capabilities).split(',').sort(),
    id: Number(ids[String(layer.id)] ?? layer.id),
    fields: Object.fromEntries(fields),
    indexes: Object.fromEntries(indexes),
    relationships: Object.fromEntries(relationships),
  };
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  ['', '[]', '{}', '0', 'false', '""'].includes(JSON.stringify(value));

/** Keys of a layer in which a copy differs. */
const differing = (layer: Json, copy: Json, ids: Record<string, string>): string[] => {
  const [expected, actual] = [normalised(layer, ids), normalised(copy, {})];
  return Object.keys(expected).filter((key) => {
    if (isEmpty(expected[key]) && isEmpty(actual[key])) return false;
    try {
      assert.deepEqual(actual[key], expected[key]);
      return false;
    } catch {
      return true;
    }
  });
};

async function layersAt(portal: GeodatabasePortals['from'], url: unknown): Promise<Json[]> {
  const { layers, tables } = await portal.json<{ layers: Json[]; tables: Json[] }>(`${url}/layers`);
  return [...layers, ...tables];
}

/** Layers of the town with renderers, labels, templates, times and texts. */
const WITH_MUCH = ['Parcels', 'Neighbourhoods', 'Streets and Street Works'];

const NO_FILE: Way['exported'] = { file: null, warnings: [], requests: 0 };
const ALONE = { settings: { dependencies: 'existing' as const } };

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`the definition of a copied layer, ${from} to ${to}`, function () {
    this.timeout(180_000);
    let portals: GeodatabasePortals;
    let items: Item[];

    beforeEach(async () => {
      portals = await GeodatabasePortals.start(from, to, { empty: false });
      const q = 'type:"Feature Service" AND typekeywords:"Hosted Service" AND -typekeywords:"View Service"';
      items = (await portals.from.json<{ results: Item[] }>('/search', { q, num: 100 })).results;
      assert.ok(items.length >= 5);
      // The town's credits stand in its items; layers have some of their own as well.
      const admin = String(items[0]?.url).replace('/rest/services/', '/rest/admin/services/');
      await portals.from.post(`${admin}/0/updateDefinition`, {
        updateDefinition: { copyrightText: 'Larkmoor Survey Office' },
      });
    });
    afterEach(() => portals.close());

    for (const byFile of [false, true]) {
      const how = byFile ? 'by File Geodatabase' : 'row by row';
      it(`AC-28: is that of the source in every key but those of the product, ${how}`, async () => {
        const run = await portals.run(items.map(({ id }) => id));
        const compared = new Set<string>();
        const copying = items.map(async (item) => {
          const exported = byFile ? await portals.export(run, item.id) : NO_FILE;
          return { item, result: await portals.publish(run, item.id, exported, ALONE) };
        });
        for (const { item, result } of await Promise.all(copying)) {
          assert.equal(result.error, undefined, JSON.stringify(result.error));
          const ids = result.map.services[String(item.url)]?.layers ?? {};
          const copies = await layersAt(portals.to, result.target?.url);
          for (const layer of await layersAt(portals.from, item.url)) {
            const copy = copies.find(({ id }) => id === Number(ids[String(layer.id)] ?? layer.id));
            assert.ok(copy, `${item.title}/${String(layer.name)}`);
            assert.deepEqual(
              differing(layer, copy, ids),
              [],
              `${item.title}/${String(layer.name)}: ${JSON.stringify(
                differing(layer, copy, ids).map((key) => [
                  key,
                  normalised(layer, ids)[key],
                  normalised(copy, {})[key],
                ]),
              )}`,
            );
            for (const key of COMPARED) if (!isEmpty(normalised(layer, ids)[key])) compared.add(key);
          }
        }
        assert.deepEqual(
          COMPARED.filter((key) => !compared.has(key)),
          [],
          'nothing here has these',
        );
        run.cancel('the test is over');
      });
    }

    it('AC-28: is named in the checks, key by key, where the portal did not take it', async () => {
      // The portal says that it has changed the definition, and has not.
      portals.pair.target.switches.fault = ({ path, write }) =>
        write && /\/updateDefinition$/.test(path)
          ? { kind: 'status', status: 200, body: '{"success":true}' }
          : undefined;
      const run = await portals.run(items.map(({ id }) => id));
      let named = 0;
      const copying = items
        .filter(({ title }) => WITH_MUCH.includes(title))
        .map(async (item) => {
          const exported = await portals.export(run, item.id);
          return { item, result: await portals.publish(run, item.id, exported, ALONE) };
        });
      for (const { item, result } of await Promise.all(copying)) {
        if (!result.target?.url) continue;
        const ids = result.map.services[String(item.url)]?.layers ?? {};
        const copies = await layersAt(portals.to, result.target.url);
        for (const layer of await layersAt(portals.from, item.url)) {
          const copy = copies.find(({ id }) => id === Number(ids[String(layer.id)] ?? layer.id));
          // What only the rows' comparison looks at, or what is not the layer's own, has checks of another name.
          const keys = copy
            ? differing(layer, copy, ids).filter((key) => !/^(capabilities|extent|editFieldsInfo)$/.test(key))
            : [];
          if (keys.length === 0) continue;
          const check = result.checks.find(
            ({ check: name }) => name.startsWith('schema of layer') && name.includes(String(layer.name)),
          );
          assert.equal(check?.ok, false, `${item.title}/${String(layer.name)} ${keys.join()}`);
          const said = Object.keys(check?.expected as Json);
          assert.equal(result.outcome, 'failed');
          for (const key of keys) {
            assert.ok(
              said.some((path) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`)),
              `${key} in ${said.join()}`,
            );
            named += 1;
          }
        }
      }
      assert.ok(named > 5, `${named} keys`);
      run.cancel('the test is over');
    });
  });
}
