import assert from 'node:assert/strict';
import path from 'node:path';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

const field = (name: string, type: string, more: Json = {}) => ({
  name,
  type: `esriFieldType${type}`,
  alias: `${name} ü`,
  ...more,
});
const ROADS = {
  layers: [
    {
      id: 3,
      name: 'Roads & Paths',
      type: 'Feature Layer',
      geometryType: 'esriGeometryPolyline',
      hasZ: true,
      hasM: true,
      typeIdField: 'kind',
      types: [
        { id: 1, name: "Mayor's road" },
        { id: 7, name: 'Path' },
      ],
      fields: [
        field('objectid', 'OID', { alias: 'objectid' }),
        field('globalid', 'GlobalID', { alias: 'globalid' }),
        field('date', 'Date'),
        field('order', 'String', { length: 300, defaultValue: "it's" }),
        field('kind', 'SmallInteger', { defaultValue: 7 }),
        field('single', 'Single'),
        field('big', 'BigInteger'),
        field('day', 'DateOnly'),
        field('hour', 'TimeOnly'),
        field('raw', 'Blob'),
        field('state', 'String', {
          length: 5,
          domain: {
            type: 'codedValue',
            name: 'State',
            description: 'of <things>',
            codedValues: [
              { name: 'zzz', code: 'A' },
              { name: 'Grüße & "more"', code: 'Z' },
              { name: 'mid', code: 'M' },
            ],
          },
        }),
        field('level', 'Integer', { domain: { type: 'range', name: 'Level', range: [-5, 5] } }),
        field('fixed', 'String', { length: 10, editable: false }),
      ],
    },
    {
      id: 5,
      name: '2nd',
      type: 'Feature Layer',
      geometryType: 'esriGeometryPolygon',
      fields: [
        field('objectid', 'OID'),
        // The same name for another domain.
        field('state', 'SmallInteger', {
          domain: { type: 'codedValue', name: 'State', codedValues: [{ name: 'one', code: 1 }] },
        }),
      ],
    },
  ],
  tables: [
    { id: 1, name: 'notes', type: 'Table', fields: [field('objectid', 'OID'), field('note', 'String')] },
  ],
};

describe('exporting a service to a File Geodatabase', function exporting() {
  this.timeout(60_000);
  let portal: ServicesUnderTest;
  const ask = (url: string, params: Json = {}) => portal.post(url, params);
  const rows = async (name: string, id: number) =>
    (
      (await ask(`${portal.url(name)}/${id}/query`, {
        where: '1=1',
        outFields: '*',
        returnZ: true,
        returnM: true,
      })) as unknown as { features: { attributes: Json; geometry: unknown }[] }
    ).features.map(({ attributes: { Shape__Length: _l, Shape__Area: _a, ...attributes }, geometry }) => ({
      attributes,
      geometry: rounded(geometry),
    }));
  /** A geodatabase keeps coordinates on a grid. */
  const rounded = (value: unknown): unknown => {
    if (typeof value === 'number') return Number(value.toFixed(7));
    if (Array.isArray(value)) return value.map(rounded);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]));
  };
  const layer = async (name: string, id: number) => (await ask(`${portal.url(name)}/${id}`)) as Json;
  const transfer = async (name: string, parameters: Json = {}) => {
    const file = path.join(portal.dir, `${name}.zip`);
    await portal.services.export({
      itemId: 'item-Roads',
      format: 'File Geodatabase',
      parameters,
      username: 'owner',
      to: file,
    });
    await portal.services.publish({
      itemId: `item-${name}`,
      name,
      fileType: 'fileGeodatabase',
      file,
      fileName: 'x.zip',
      publishParameters: { name },
    });
  };

  before(async () => {
    portal = await startServices('enterprise');
    await portal.make('Roads', ROADS, { spatialReference: { wkid: 102100 } });
    const line = {
      paths: [
        [
          [1_000_000.1, 6_000_000.2, 12.5, 1],
          [1_000_010.3, 6_000_020.4, -3, 2.5],
        ],
        [
          [0.1, 0.2, 0, 0],
          [1, 1, 1, -2],
        ],
      ],
    };
    const hole = [
      [2, 2],
      [4, 2],
      [4, 4],
      [2, 2],
    ];
    const outer = [
      [0, 0],
      [0, 10],
      [10, 10],
      [10, 0],
      [0, 0],
    ];
    const other = outer.map(([x = 0, y = 0]) => [x + 50, y]);
    await ask(`${portal.url('Roads')}/applyEdits`, {
      edits: [
        {
          id: 3,
          adds: [
            {
              attributes: {
                date: 1_700_000_000_123,
                order: "Ünï 'q' 漢字 😀\n",
                kind: -32_768,
                single: 1.1,
                big: 9_007_199_254_740_991,
                day: '2024-02-29',
                hour: '23:59:59',
                raw: Buffer.from([0, 1, 255]).toString('base64'),
                state: 'M',
                level: -5,
                fixed: 'yes',
              },
              geometry: line,
            },
            { attributes: { date: -1, order: '' }, geometry: null },
          ],
        },
        { id: 5, adds: [{ attributes: { state: 1 }, geometry: { rings: [outer, hole, other] } }] },
        { id: 1, adds: [{ attributes: { note: 'n'.repeat(250) } }] },
      ],
    });
  });
  after(() => portal.close());

  it('keeps every type of field and geometry, and numbers layers before tables from 0', async () => {
    await transfer('Copy');
    const definition = (await ask(portal.url('Copy'))) as unknown as Record<'layers' | 'tables', Json[]>;
    assert.deepEqual(
      [...definition.layers, ...definition.tables].map(({ id, name }) => [id, name]),
      [
        [0, 'Roads___Paths'],
        [1, 'T_2nd'],
        [2, 'notes'],
      ],
    );
    for (const [from, to] of [
      [3, 0],
      [5, 1],
      [1, 2],
    ] as const) {
      const [before, after] = [await layer('Roads', from), await layer('Copy', to)];
      const shown = ({ fields, hasZ, hasM, geometryType, globalIdField, typeIdField, types }: Json) => ({
        hasZ,
        hasM,
        geometryType,
        globalIdField,
        typeIdField,
        types: (types as Json[]).map(({ id, name }) => [id, name]),
        fields: (fields as Json[]).map(
          ({ name, type, alias, length, nullable, editable, defaultValue, domain }) => {
            const { type: kind, codedValues, range } = (domain ?? {}) as Json;
            return {
              name,
              type,
              alias,
              length,
              nullable,
              editable,
              defaultValue,
              domain: { kind, codedValues, range },
            };
          },
        ),
      });
      assert.deepEqual(shown(after), shown(before));
      assert.deepEqual(await rows('Copy', to), await rows('Roads', from));
    }
    const domains = ((await layer('Copy', 1)).fields as Json[]).map(
      ({ domain }) => (domain as Json | null)?.name,
    );
    assert.ok(domains.includes('State_1'));
  });

  it('names and orders layers otherwise where the portal does', async () => {
    Object.assign(portal.switches, { publishedNames: 'alias', publishedOrder: 'name' });
    await transfer('Sorted', { layers: [{ id: 5 }, { id: 3, where: "state = 'M'" }] });
    Object.assign(portal.switches, { publishedNames: 'class', publishedOrder: 'geodatabase' });
    const { layers, tables } = (await ask(portal.url('Sorted'))) as unknown as Record<string, Json[]>;
    assert.deepEqual(
      layers?.map(({ name }) => name),
      ['Roads & Paths', '2nd'],
    );
    assert.deepEqual(tables, []);
    assert.equal((await rows('Sorted', 0)).length, 1);
  });

  it('brings rows to another spatial reference', async () => {
    await transfer('Degrees', { layers: [{ id: 3 }], targetSR: { wkid: 4326, latestWkid: 4326 } });
    assert.deepEqual(((await layer('Degrees', 0)).extent as Json).spatialReference, {
      wkid: 4326,
      latestWkid: 4326,
    });
    const [first] = await rows('Degrees', 0);
    const [[[x]]] = (first as unknown as { geometry: { paths: [[[number]]] } }).geometry.paths;
    assert.ok(Math.abs(x - 8.983153739) < 1e-7, String(x));
    await transfer('Utm', { layers: [{ id: 3 }], targetSR: { wkid: 25832, latestWkid: 25832 } });
    assert.equal((((await layer('Utm', 0)).extent as Json).spatialReference as Json).wkid, 25832);
  });
});
