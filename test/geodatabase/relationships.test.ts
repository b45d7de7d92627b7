import assert from 'node:assert/strict';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import {
  addRows,
  allRows,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  type TestRow,
} from '../features/town-services.js';
import { GeodatabasePortals } from './support/geodatabase-portals.js';

const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const;

const key = (name: string) => field(name, 'GUID', { length: 38 });
const label = field('Label', 'String', { length: 30 });

/** Sites have one deed each and many visits, visits many samples, and sites and people have many of each other. */
const LAYERS = [
  layer(0, 'Sites', 'Point', [label]),
  layer(1, 'Deeds', null, [label, key('SiteKey')]),
  layer(2, 'Visits', null, [label, key('SiteKey')]),
  layer(3, 'Samples', null, [label, key('VisitKey')]),
  layer(4, 'People', null, [label]),
  layer(5, 'Care', null, [label, key('SiteKey'), key('PersonKey')]),
];

interface Relation {
  id: number;
  name: string;
  cardinality: string;
  from: number;
  to: number;
  toKey: string;
  between?: { id: number; fromKey: string; toKey: string };
}

const RELATIONS: Relation[] = [
  { id: 0, name: 'has deed', cardinality: 'OneToOne', from: 0, to: 1, toKey: 'SiteKey' },
  { id: 1, name: 'is visited', cardinality: 'OneToMany', from: 0, to: 2, toKey: 'SiteKey' },
  { id: 2, name: 'is sampled', cardinality: 'OneToMany', from: 2, to: 3, toKey: 'VisitKey' },
  {
    id: 3,
    name: 'is cared for',
    cardinality: 'ManyToMany',
    from: 0,
    to: 4,
    toKey: 'GlobalID',
    between: { id: 5, fromKey: 'SiteKey', toKey: 'PersonKey' },
  },
];

function ends(of: number): Json[] {
  return RELATIONS.flatMap(({ id, name, cardinality, from, to, toKey, between }) => {
    const common = { id, name, cardinality: `esriRelCardinality${cardinality}`, composite: false };
    const table = between ? { relationshipTableId: between.id } : {};
    const origin = {
      ...common,
      ...table,
      relatedTableId: to,
      role: 'esriRelRoleOrigin',
      keyField: 'GlobalID',
      ...(between && { keyFieldInRelationshipTable: between.fromKey }),
    };
    const destination = {
      ...common,
      ...table,
      relatedTableId: from,
      role: 'esriRelRoleDestination',
      keyField: toKey,
      ...(between && { keyFieldInRelationshipTable: between.toKey }),
    };
    return [...(from === of ? [origin] : []), ...(to === of ? [destination] : [])];
  });
}

for (const [from, to] of DIRECTIONS) {
  for (const way of ['row by row', 'as a File Geodatabase'] as const) {
    for (const keeps of [true, false]) {
      const ids = keeps ? 'keeps' : 'does not keep';
      if (!keeps && way !== 'row by row') continue;

      it(`AC-09: relationships of every cardinality, nested, go ${way} from ${from} to ${to} that ${ids} GlobalIDs`, async function () {
        this.timeout(60_000);
        const portals = await GeodatabasePortals.start(from, to);
        const { url, admin } = portals.pair.source;
        const writer = openPortal({ url, credentials: { kind: 'password', ...admin } });
        try {
          portals.pair.target.switches.applyEditsWithGlobalIds = keeps;
          const town = await makeTown(writer);
          const result =
            way === 'row by row'
              ? await copyRowByRow(portals, town.itemId)
              : (await portals.copy(town.itemId)).result;
          assert.equal(
            result.outcome,
            'created',
            JSON.stringify([result.error, result.checks.filter(({ ok }) => !ok), result.warnings]),
          );
          const copy = String(result.target?.url);
          const layers = result.map.services[town.url]?.layers ?? {};
          assert.deepEqual(await families(portals.target, copy, layers), await families(writer, town.url));
          assert.deepEqual(
            await relationshipsOf(portals.target, copy, layers),
            await relationshipsOf(writer, town.url),
          );
        } finally {
          await writer.close();
          await portals.close();
        }
      });
    }
  }
}

async function copyRowByRow(portals: GeodatabasePortals, id: string) {
  const run = await portals.run([id]);
  const result = await portals.publish(run, id, { file: null, warnings: [], requests: 0 });
  run.cancel('the test is over');
  return result;
}

async function makeTown(writer: WritablePortal): Promise<{ itemId: string; url: string }> {
  const entries = LAYERS.map(({ id, type }) => ({ type, entry: { id, relationships: ends(Number(id)) } }));
  const relationships = {
    layers: entries.filter(({ type }) => type !== 'Table').map(({ entry }) => entry),
    tables: entries
      .filter(({ type, entry }) => type === 'Table' && entry.relationships.length > 0)
      .map(({ entry }) => entry),
  };
  const town = await hostedService(writer, 'Sites', LAYERS, { relationships });
  const add = async (id: number, rows: Json[]): Promise<string[]> => {
    const own = rows.map((attributes): TestRow => ({ attributes: { GlobalID: guid(), ...attributes } }));
    await addRows(writer, `${town.url}/${id}`, own);
    return own.map(({ attributes }) => String(attributes.GlobalID));
  };
  const named = (what: string, count: number, more: (n: number) => Json = () => ({})): Json[] =>
    Array.from({ length: count }, (_, n) => ({ Label: `${what} ${n}`, ...more(n) }));
  const sites = await add(0, named('Site', 4));
  await add(
    1,
    named('Deed', 4, (n) => ({ SiteKey: sites[n] })),
  );
  const visits = await add(
    2,
    named('Visit', 9, (n) => ({ SiteKey: sites[n % 3] })),
  );
  await add(
    3,
    named('Sample', 20, (n) => ({ VisitKey: visits[n % 7] })),
  );
  const people = await add(4, named('Person', 3));
  await add(
    5,
    named('Care', 6, (n) => ({ SiteKey: sites[n % 4], PersonKey: people[n % 3] })),
  );
  return town;
}

/** Who belongs to whom, in words. */
async function families(
  portal: WritablePortal,
  url: string,
  layers: Record<string, string> = {},
): Promise<string[]> {
  const read = async (id: number) => {
    const rows = await allRows(portal, `${url}/${layers[id] ?? id}`);
    return rows.map(({ attributes }) =>
      Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name.toLowerCase(),
          String(value).replace(/[{}]/g, '').toLowerCase(),
        ]),
      ),
    );
  };
  const [sites = [], deeds = [], visits = [], samples = [], people = [], care = []] = await Promise.all(
    [0, 1, 2, 3, 4, 5].map(read),
  );
  const find = (rows: Record<string, string>[], id: string | undefined) =>
    rows.find(({ globalid }) => globalid === id);
  const words = [
    ...deeds.map((row) => `${row.label} of ${find(sites, row.sitekey)?.label}`),
    ...visits.map((row) => `${row.label} of ${find(sites, row.sitekey)?.label}`),
    ...samples.map((row) => `${row.label} of ${find(visits, row.visitkey)?.label}`),
    ...care.map(
      (row) => `${row.label}: ${find(sites, row.sitekey)?.label}, ${find(people, row.personkey)?.label}`,
    ),
  ];
  assert.equal(words.length, 39);
  assert.ok(!words.some((one) => one.includes('undefined')), words.join('; '));
  return words.sort();
}

/** By layer name, regardless of case and of the numbers of layers. */
async function relationshipsOf(
  portal: WritablePortal,
  url: string,
  layers: Record<string, string> = {},
): Promise<string[]> {
  const back = new Map(LAYERS.map(({ id }) => [Number(layers[String(id)] ?? id), Number(id)]));
  const all = await portal.read<{ layers: Json[]; tables: Json[] }>(`${url}/layers`);
  return [...all.layers, ...all.tables]
    .flatMap((one) =>
      ((one.relationships ?? []) as Json[]).map((end) => {
        const { name, cardinality, role, relatedTableId, relationshipTableId, keyField } = end;
        const between =
          relationshipTableId == null
            ? []
            : [back.get(Number(relationshipTableId)), String(end.keyFieldInRelationshipTable).toLowerCase()];
        return JSON.stringify([
          one.name,
          name,
          cardinality,
          role,
          back.get(Number(relatedTableId)),
          String(keyField).toLowerCase(),
          ...between,
        ]);
      }),
    )
    .sort();
}
