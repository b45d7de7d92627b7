import assert from 'node:assert/strict';
import { copyRows } from '../../lib/features/copy-rows.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import { readLayerService } from '../../lib/features/layer-service.js';
import { updateRows } from '../../lib/features/update-rows.js';
import { verifyService } from '../../lib/features/verify-service.js';
import {
  addRows,
  allRows,
  copyRequest,
  field,
  guid,
  hostedService,
  layer,
  startTestPortal,
  type TestPortal,
} from './town-services.js';

const end = (
  id: number,
  name: string,
  relatedTableId: number,
  role: 'Origin' | 'Destination',
  keyField: string,
) => ({
  id,
  name,
  relatedTableId,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField,
  composite: false,
});

const sites = layer(4, 'Sites', 'Point', [field('Name', 'String', { length: 20 })]);
const visits = layer(2, 'Visits', null, [field('SiteID', 'GUID', { length: 38 }), field('Day', 'Date')]);
const samples = layer(1, 'Samples', null, [
  field('VisitID', 'GUID', { length: 38 }),
  field('Code', 'String', { length: 20 }),
]);

/** Three levels, the children numbered before their parents. */
const relationships = {
  layers: [{ id: 4, relationships: [end(0, 'Visits', 2, 'Origin', 'GlobalID')] }],
  tables: [
    {
      id: 2,
      relationships: [
        end(0, 'Sites', 4, 'Destination', 'SiteID'),
        end(1, 'Samples', 1, 'Origin', 'GlobalID'),
      ],
    },
    { id: 1, relationships: [end(1, 'Visits', 2, 'Destination', 'VisitID')] },
  ],
};

describe('Related rows', () => {
  let source: TestPortal;
  let town: { url: string };

  before(async () => {
    source = await startTestPortal('online');
    town = await hostedService(source.portal, 'Sites', [sites, visits, samples], { relationships });
    const siteIds = Array.from({ length: 5 }, guid);
    const visitIds = Array.from({ length: 10 }, guid);
    await addRows(
      source.portal,
      `${town.url}/4`,
      siteIds.map((GlobalID, index) => ({ attributes: { GlobalID, Name: `Site ${index}` } })),
    );
    await addRows(
      source.portal,
      `${town.url}/2`,
      visitIds.map((GlobalID, index) => ({
        attributes: { GlobalID, SiteID: siteIds[index % 5], Day: index },
      })),
    );
    await addRows(
      source.portal,
      `${town.url}/1`,
      Array.from({ length: 30 }, (_, index) => ({
        attributes: { GlobalID: guid(), VisitID: visitIds[index % 10], Code: `S${index}` },
      })),
    );
  });
  after(() => source?.close());

  for (const keeps of [true, false]) {
    it(`find their parents through all levels in a portal that ${keeps ? 'keeps' : 'does not keep'} GlobalIDs, also after an update`, async () => {
      const target = await startTestPortal('enterprise', { applyEditsWithGlobalIds: keeps });
      try {
        const from = await readLayerService(source.portal, town.url);
        const to = await createServiceCopy(target.portal, {
          source: from,
          ...(await copyRequest(target.portal, 'Sites')),
        });
        const first = await copyRows(source.portal, target.portal, { from, to });
        assert.deepEqual(first.rows, { 1: 30, 2: 10, 4: 5 });
        assert.equal(
          first.warnings.some(({ code }) => code === 'GLOBALIDS_NOT_KEPT'),
          !keeps,
        );
        await sameFamilies(target, to.url);

        const update = await updateRows(source.portal, target.portal, { from, to });
        await sameFamilies(target, to.url);
        const checks = await verifyService(source.portal, target.portal, {
          from,
          to,
          rows: 'full',
          notKept: update.notKept,
        });
        assert.deepEqual(
          checks.filter(({ ok }) => !ok),
          [],
        );
      } finally {
        await target.close();
      }
    });
  }

  async function sameFamilies(target: TestPortal, url: string): Promise<void> {
    const families = async ({ portal }: TestPortal, root: string) => {
      const names = new Map(
        (await allRows(portal, `${root}/4`)).map(({ attributes }) => [
          key(attributes.GlobalID),
          attributes.Name,
        ]),
      );
      const days = new Map(
        (await allRows(portal, `${root}/2`)).map(({ attributes }) => [
          key(attributes.GlobalID),
          `${names.get(key(attributes.SiteID))}, day ${attributes.Day}`,
        ]),
      );
      return (await allRows(portal, `${root}/1`))
        .map(({ attributes }) => `${days.get(key(attributes.VisitID))}: ${attributes.Code}`)
        .sort();
    };
    const expected = await families(source, town.url);
    assert.equal(expected[0], 'Site 0, day 0: S0');
    assert.deepEqual(await families(target, url), expected);
  }
});

describe('A large layer', () => {
  it('of 20,000 rows is copied completely, in a bounded number of requests', async () => {
    const [source, target] = await Promise.all([startTestPortal('enterprise'), startTestPortal('online')]);
    try {
      const fields = [
        field('Street', 'String', { length: 60 }),
        field('Number', 'Integer'),
        field('Built', 'Date'),
      ];
      const town = await hostedService(source.portal, 'Addresses', [layer(0, 'Addresses', 'Point', fields)]);
      await addRows(
        source.portal,
        `${town.url}/0`,
        Array.from({ length: 20_000 }, (_, index) => ({
          attributes: {
            GlobalID: guid(),
            Street: `Straße ${index % 300}`,
            Number: index,
            Built: index * 1000,
          },
          geometry: { x: -7.9e6 + index / 7, y: 4.5e6 - index / 3 },
        })),
      );
      const from = await readLayerService(source.portal, town.url);
      const before = source.portal.requests + target.portal.requests;
      const to = await createServiceCopy(target.portal, {
        source: from,
        ...(await copyRequest(target.portal, 'Addresses')),
      });
      const { rows } = await copyRows(source.portal, target.portal, { from, to });
      assert.equal(rows[0], 20_000);
      const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full' });
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
      const requests = source.portal.requests + target.portal.requests - before;
      assert.ok(requests < 130, `${requests} requests`);
    } finally {
      await Promise.all([source.close(), target.close()]);
    }
  });
});

function key(value: unknown): string {
  return String(value).replace(/[{}]/g, '').toLowerCase();
}
