import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { Item } from '../../lib/items/item.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { Portals } from '../copy/support/portals.js';
import {
  addRows,
  allRows,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  updateDefinition,
} from '../features/town-services.js';

const ROWS = 60;
const SAMPLE = 20;
const EDIT_FIELDS = ['created_user', 'created_date', 'last_edited_user', 'last_edited_date'];
const DAY = 86_400_000;
const FIRST = Date.UTC(2015, 0, 1);

const trees = layer(
  0,
  'Trees',
  'Point',
  [
    field('Kind', 'String', { length: 30 }),
    field('created_user', 'String', { length: 128 }),
    field('created_date', 'Date'),
    field('last_edited_user', 'String', { length: 128 }),
    field('last_edited_date', 'Date'),
  ],
  {
    editFieldsInfo: {
      creatorField: 'created_user',
      creationDateField: 'created_date',
      editorField: 'last_edited_user',
      editDateField: 'last_edited_date',
    },
  },
);

/** Rows that many people made and edited in many years. */
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    attributes: {
      GlobalID: guid(),
      Kind: `Tree ${from + n}`,
      created_user: `surveyor_${(from + n) % 7}`,
      created_date: FIRST + (from + n) * DAY,
      last_edited_user: `editor_${(from + n) % 5}`,
      last_edited_date: FIRST + (from + n) * DAY + 3_600_000,
    },
    geometry: { x: from + n, y: n },
  }));

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`who edited what and when, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let number = 0;
    let source: { itemId: string; url: string };

    before(async () => {
      portals = await Portals.start(from, to);
    });
    beforeEach(async () => {
      number += 1;
      source = await hostedService(portals.source, `Trees_${number}`, [trees]);
      await addRows(portals.source, `${source.url}/0`, rows(0, ROWS));
      await track(true);
    });
    afterEach(() => {
      portals.pair.target.switches.fault = undefined;
    });
    after(() => portals.close());

    function track(on: boolean): Promise<unknown> {
      return updateDefinition(portals.source, source.url, {
        editorTrackingInfo: {
          enableEditorTracking: on,
          enableOwnershipAccessControl: false,
          allowOthersToQuery: true,
          allowOthersToUpdate: true,
          allowOthersToDelete: true,
        },
      });
    }

    async function copy(): Promise<CopyResult> {
      const [result] = [...(await portals.copyAll([source.itemId])).values()];
      assert.ok(result);
      return result;
    }

    async function copies(): Promise<Item[]> {
      const q = `typekeywords:"source-${source.itemId}"`;
      return (await portals.target.read<{ results: Item[] }>('/search', { q })).results;
    }

    /** Editor and time of rows, by the row's GlobalID. */
    async function edits(portal: WritablePortal, url: unknown): Promise<Map<string, unknown[]>> {
      const all = await allRows(portal, `${url}/0`);
      return new Map(
        all.map(({ attributes }) => [
          String(attributes.GlobalID).replace(/[{}]/g, '').toUpperCase(),
          EDIT_FIELDS.map((name) => attributes[name]),
        ]),
      );
    }

    async function sameEdits(url: unknown, count: number): Promise<void> {
      const [expected, actual] = [await edits(portals.source, source.url), await edits(portals.target, url)];
      assert.equal(actual.size, count);
      const step = Math.floor(count / SAMPLE);
      const sample = [...expected].filter((_, at) => at % step === 0);
      assert.ok(sample.length >= SAMPLE);
      for (const [id, who] of sample) assert.deepEqual(actual.get(id), who);
    }

    async function isTracking(url: unknown): Promise<void> {
      const service = await portals.target.read<Json>(String(url));
      assert.equal((service.editorTrackingInfo as Json).enableEditorTracking, true);
      const { editFieldsInfo } = await portals.target.read<Json>(`${url}/0`);
      assert.equal((editFieldsInfo as Json).creatorField, 'created_user');
    }

    it('AC-37: is as in the source in a new copy and after an update, and is tracked from then on', async () => {
      const first = await copy();
      assert.equal(first.error, undefined, first.error?.message);
      await sameEdits(first.target?.url, ROWS);
      await isTracking(first.target?.url);

      await track(false);
      await addRows(portals.source, `${source.url}/0`, rows(ROWS, 20));
      await track(true);
      const second = await copy();
      assert.equal(second.error, undefined, second.error?.message);
      assert.equal(second.target?.id, first.target?.id);
      await sameEdits(second.target?.url, ROWS + 20);
      await isTracking(second.target?.url);

      // An edit in the copy has its own editor again.
      await addRows(portals.target, `${second.target?.url}/0`, [
        { attributes: { GlobalID: guid(), Kind: 'New', created_user: 'somebody' }, geometry: { x: 1, y: 1 } },
      ]);
      const [made] = await allRows(portals.target, `${second.target?.url}/0`, "Kind = 'New'");
      assert.equal(made?.attributes.created_user, portals.pair.target.admin.username);
    });

    it('AC-37: is tracked again although loading failed, in a new copy and in one that was updated', async () => {
      const breakRows = () => {
        portals.pair.target.switches.fault = ({ path }) =>
          path.endsWith('/applyEdits') ? { kind: 'reset' } : undefined;
      };
      breakRows();
      assert.equal((await copy()).outcome, 'failed');
      const [unfinished] = await copies();
      assert.ok(unfinished);
      await isTracking(unfinished.url);

      portals.pair.target.switches.fault = undefined;
      const mended = await copy();
      assert.equal(mended.error, undefined, mended.error?.message);
      await sameEdits(mended.target?.url, ROWS);

      await track(false);
      await addRows(portals.source, `${source.url}/0`, rows(ROWS, 20));
      await track(true);
      breakRows();
      assert.equal((await copy()).outcome, 'failed');
      await isTracking(mended.target?.url);
    });
  });
}
