import assert from 'node:assert/strict';
import type { Item } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { Fault } from '../../sandbox/index.js';
import { Portals } from '../copy/support/portals.js';
import { addRows, allRows, attach, field, guid, hostedService, layer } from '../features/town-services.js';
import { GeodatabasePortals } from '../geodatabase/support/geodatabase-portals.js';

/** A layer of 259,025 rows that breaks off at 70,000, at one 25th of its size. */
const ROWS = 10_361;
const PHOTOS = 40;
/** Calls with more than this take a gateway's whole patience, in bytes. */
const TOO_MUCH = 100_000;

const parcels = layer(0, 'Parcels', 'Point', [field('Owner', 'String', { length: 50 })], {
  hasAttachments: true,
});
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    attributes: { GlobalID: guid(), Owner: `Owner ${n}` },
    geometry: { x: n, y: -n },
  }));

describe('a big layer', function () {
  this.timeout(120_000);

  for (const [from, to] of [
    ['enterprise', 'online'],
    ['online', 'enterprise'],
  ] as const) {
    describe(`from ${from} to ${to}`, () => {
      let portals: Portals;
      let source: { itemId: string; url: string };

      before(async () => {
        portals = await Portals.start(from, to);
        source = await hostedService(portals.source, 'Parcels', [parcels]);
        const ids = await addRows(portals.source, `${source.url}/0`, rowsOf(ROWS));
        for (const id of ids.slice(0, PHOTOS)) {
          await attach(portals.source, `${source.url}/0/${id}`, { name: `${id}.txt`, text: `photo ${id}` });
        }
      });
      afterEach(async () => {
        for (const portal of [portals.pair.source, portals.pair.target]) portal.switches.fault = undefined;
        for (const { id } of await copies()) {
          const { username } = portals.pair.target.admin;
          await portals.target.write(`/content/users/${username}/items/${id}/delete`, {
            permanentDelete: true,
          });
        }
      });
      after(() => portals.close());

      async function copies(): Promise<Item[]> {
        const q = `typekeywords:"source-${source.itemId}"`;
        return (await portals.target.read<{ results: Item[] }>('/search', { q })).results;
      }

      async function copy() {
        const [result] = [...(await portals.copyAll([source.itemId])).values()];
        assert.ok(result);
        return result;
      }

      /** ObjectIDs in the target by GlobalID. */
      async function rowsIn(url: unknown): Promise<Map<string, number>> {
        const rows = await allRows(portals.target, `${url}/0`);
        return new Map(
          rows.map(({ attributes }) => [
            String(attributes.GlobalID).toUpperCase(),
            Number(attributes.OBJECTID),
          ]),
        );
      }

      async function photosIn(url: unknown): Promise<number> {
        const { attachmentGroups } = await portals.target.read<{
          attachmentGroups: { attachmentInfos: unknown[] }[];
        }>(`${url}/0/queryAttachments`, { definitionExpression: '1=1' });
        return attachmentGroups.flatMap(({ attachmentInfos }) => attachmentInfos).length;
      }

      it('AC-06: is complete although every large call was answered with a 504 page by a gateway', async () => {
        let pages = 0;
        portals.pair.target.switches.fault = ({ path, received }): Fault | undefined => {
          if (!path.endsWith('/applyEdits') || received < TOO_MUCH) return undefined;
          pages += 1;
          return { kind: 'late-status', status: 504 };
        };
        const result = await copy();
        assert.equal(result.error, undefined, result.error?.message);
        assert.ok(pages > 1);
        assert.deepEqual(
          result.checks.filter(({ ok }) => !ok),
          [],
        );
        assert.equal((await rowsIn(result.target?.url)).size, ROWS);
        assert.equal(await photosIn(result.target?.url), PHOTOS);
        assert.equal((await copies()).length, 1);
      });

      const drops = {
        /** Two calls bring rows, and nothing goes through afterwards. */
        'the connection to the target': () => {
          let calls = 0;
          portals.pair.target.switches.fault = ({ path }) =>
            path.endsWith('/applyEdits') && ++calls > 2 ? { kind: 'reset' } : undefined;
        },
        'the connection to the source': () => {
          let begun = false;
          portals.pair.target.switches.fault = ({ path }) => {
            begun ||= path.endsWith('/applyEdits');
            return undefined;
          };
          portals.pair.source.switches.fault = ({ path }) =>
            begun && path.endsWith('/0/query') ? { kind: 'reset' } : undefined;
        },
      };
      for (const [what, drop] of Object.entries(drops)) {
        it(`AC-06: stays where it is when ${what} drops, and the next run sends only what is missing`, async () => {
          drop();
          const broken = await copy();
          assert.equal(broken.outcome, 'failed');
          assert.ok(broken.error?.message);
          for (const portal of [portals.pair.source, portals.pair.target]) portal.switches.fault = undefined;
          const [kept, ...others] = await copies();
          assert.ok(kept, 'the unfinished copy is not deleted');
          assert.deepEqual(others, []);
          const arrived = await rowsIn(kept.url);
          assert.ok(arrived.size > 0 && arrived.size < ROWS, `${arrived.size} rows`);

          portals.pair.target.requests.clear();
          const completed = await copy();
          assert.equal(completed.error, undefined, completed.error?.message);
          assert.equal(completed.target?.id, kept.id);
          const rows = await rowsIn(kept.url);
          assert.equal(rows.size, ROWS);
          assert.deepEqual(
            [...arrived].filter(([id, objectId]) => rows.get(id) !== objectId),
            [],
            'what had arrived was not sent again',
          );
          // Every row that was ever added took one ObjectID.
          const numbers = [...rows.values()];
          assert.equal(Math.max(...numbers) - Math.min(...numbers) + 1, ROWS);
          assert.equal(await photosIn(kept.url), PHOTOS);
          assert.deepEqual(
            completed.checks.filter(({ ok }) => !ok),
            [],
          );
        });
      }
    });
  }

  it('AC-06: goes as a file by jobs that are asked for their state, each begun once, although a gateway answers', async () => {
    const portals = await GeodatabasePortals.start('enterprise', 'online');
    const { source, target } = portals.pair;
    const owner = openPortal({ url: source.url, credentials: { kind: 'password', ...source.admin } });
    try {
      const { itemId, url } = await hostedService(owner, 'Parcels', [parcels]);
      await addRows(owner, `${url}/0`, rowsOf(2000));
      for (const portal of [source, target]) {
        portal.switches.jobMs = 200;
        portal.switches.fault = ({ path }) =>
          /\/(export|publish)$/.test(path) ? { kind: 'late-status', status: 504 } : undefined;
      }
      const { result } = await portals.copy(itemId);
      assert.equal(result.error, undefined, result.error?.message);
      assert.deepEqual(
        result.checks.filter(({ ok }) => !ok),
        [],
      );
      for (const [portal, operation] of [
        [source, 'export'],
        [target, 'publish'],
      ] as const) {
        assert.equal(portals.calls(portal, operation), 1);
        assert.ok(portals.calls(portal, 'status') > 1);
      }
      const { count } = await portals.to.json<{ count: number }>(`${result.target?.url}/0/query`, {
        where: '1=1',
        returnCountOnly: true,
      });
      assert.equal(count, 2000);
      assert.deepEqual(await portals.left(), []);
    } finally {
      await owner.close();
      await portals.close();
    }
  });
});
