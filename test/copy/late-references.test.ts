import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportRow, RunReport } from '../../lib/copy/run/report.js';
import type { Item } from '../../lib/items/item.js';
import type { PortalKind } from '../../sandbox/index.js';
import { Content, dashboard, webMap } from './support/content.js';
import { Portals } from './support/portals.js';
import { wholeRun } from './support/whole-run.js';

type Json = Record<string, unknown>;

/** What mentions a map that only the last item of the run needs. */
interface Set {
  file: string;
  guide: string;
  layer: { id: string; url: string };
  view: { id: string; url: string };
  /** Needed by the board alone, and not chosen: copied on its behalf. */
  map: string;
  board: string;
}

const row = (report: RunReport, id: string): ReportRow => {
  const found = report.rows.find(({ source }) => source.id === id);
  assert.ok(found, `no row for ${id}`);
  return found;
};

const outcomes = (report: RunReport): Record<string, string> =>
  Object.fromEntries(report.rows.map(({ source, outcome }) => [source.title, outcome]));

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as [PortalKind, PortalKind][]) {
  describe(`texts that mention what the run copies only later, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let content: Content;
    let set: Set;
    let chosen: string[];

    const page = (id: string): string => `${portals.source.url}/home/item.html?id=${id}`;
    const link = (id: string): string => `<p>See <a href="${page(id)}">the map</a></p>`;

    beforeEach(async () => {
      portals = await Portals.start(from, to);
      content = new Content(portals.source, portals.pair.source.admin.username);
      const shown = await content.layer('Shown', 3);
      const map = await content.document('Web Map', 'Late map', webMap([{ ...shown, title: 'Shown' }]));
      const board = await content.document('Dashboard', 'Board', dashboard(map));
      const file = await content.file('Pumps', 'id,name\n1,North\n');
      await content.update(file, { description: link(map) });
      const guide = await content.document('Web Map', 'Guide', webMap([]), {
        description: `${link(map)} and its layer at ${shown.url}/0`,
        snippet: `Better is ${map}`,
      });
      await addMetadata(guide, `<metadata><idinfo><purpose>${page(map)}</purpose></idinfo></metadata>`);
      const layer = await content.layer('Told', 4);
      await content.update(layer.id, { description: link(map) });
      const admin = layer.url.replace('/rest/services/', '/rest/admin/services/');
      await content.portal.write(`${admin}/0/updateDefinition`, {
        updateDefinition: JSON.stringify({ description: `As on ${page(map)}` }),
      });
      const view = await content.view('Told_open', layer);
      await content.update(view.id, { licenseInfo: link(map) });
      set = { file, guide, layer, view, map, board };
      chosen = [file, guide, layer.id, view.id, board];
    });
    afterEach(() => portals.close());

    async function addMetadata(id: string, metadata: string): Promise<void> {
      const folder = await mkdtemp(join(tmpdir(), 'copy-test-metadata-'));
      const path = join(folder, 'metadata.xml');
      await writeFile(path, metadata);
      const files = { metadata: { path, name: 'metadata.xml', contentType: 'text/xml' } };
      await content.portal.write(`/content/users/${content.username}/items/${id}/update`, {}, { files });
      await rm(folder, { recursive: true });
    }

    async function storedText(id: string | undefined): Promise<string> {
      const item = await portals.target.read<Item>(`/content/items/${id}`);
      const data = await portals.target.readText(`/content/items/${id}/data`);
      const definition = item.url
        ? await portals.target.read<Json>(`${item.url}/0`).then(JSON.stringify)
        : '';
      return `${data}\n${definition}\n${JSON.stringify({ ...item, typeKeywords: [], properties: null })}`;
    }

    it('lead to the copy after one run, and the next run changes nothing', async () => {
      const report = await wholeRun(portals, chosen);
      assert.deepEqual(
        report.rows.map(({ error }) => error),
        report.rows.map(() => undefined),
      );
      assert.deepEqual(report.residue, { listed: 0, unlisted: 0 });
      assert.equal(report.checks.failed, 0);
      assert.equal(report.outcomes.created, 7);
      const late = String(row(report, set.map).target?.id);
      for (const id of [set.file, set.guide, set.layer.id, set.view.id]) {
        const text = await storedText(row(report, id).target?.id);
        assert.ok(text.includes(late), `${row(report, id).source.title} leads to the copy`);
        assert.ok(!text.includes(set.map), `${row(report, id).source.title} still names the source`);
        assert.ok(!text.includes(new URL(portals.pair.source.url).host));
      }
      const metadata = `/content/items/${row(report, set.guide).target?.id}/info/metadata/metadata.xml`;
      assert.ok(
        (await portals.target.readText(metadata)).includes(`${portals.target.url}/home/item.html?id=${late}`),
      );

      portals.pair.target.requests.clear();
      const second = await wholeRun(portals, chosen);
      assert.equal(second.outcomes.unchanged, second.rows.length, JSON.stringify(outcomes(second)));
      assert.deepEqual(second.residue, { listed: 0, unlisted: 0 });
      const writes = portals.pair.target.requests.all().filter(({ write }) => write);
      assert.deepEqual(
        writes.map(({ path }) => path),
        [],
      );
    });

    it('are renewed without loading files or rows again, and only where they are', async () => {
      let before = 0;
      const { source, target } = portals.pair;
      const report = await wholeRun(portals, chosen, {}, () => {
        before = target.requests.all().length;
        source.requests.clear();
      });
      const late = target.requests.all().slice(before);
      const untouched = [set.map, set.board].map((id) => String(row(report, id).target?.id));
      for (const { path } of late) {
        assert.ok(!untouched.some((id) => path.includes(id)) || path.endsWith(untouched[0] ?? ''), path);
        assert.doesNotMatch(path, /\/(addFeatures|applyEdits|append|addItem|createService)$/);
      }
      const read = source.requests.all().map(({ path }) => path);
      assert.ok(!read.some((path) => path.endsWith(`/items/${set.file}/data`)), 'the file is not read again');
      assert.equal(row(report, set.file).outcome, 'created');
    });

    /** As if the copy had been finished an hour ago, and somebody had then changed its summary. */
    async function edit(id: string): Promise<void> {
      const there = new Content(portals.target, portals.pair.target.admin.username);
      const { properties } = await portals.target.read<Item>(`/content/items/${id}`);
      const stamp = properties?.portalCopy as { copied: number };
      const portalCopy = { ...stamp, copied: stamp.copied - 3_600_000 };
      await there.update(id, { snippet: 'Edited by hand', properties: JSON.stringify({ portalCopy }) });
    }

    for (const whenEdited of ['keep', 'overwrite'] as const) {
      const what = whenEdited === 'keep' ? 'stay as they are' : 'are renewed all the same, if so chosen,';
      it(`${what} where somebody edited the copy meanwhile`, async () => {
        const report = await wholeRun(portals, chosen, { whenEdited }, (run) =>
          edit(String(run.row(set.guide)?.target?.id)),
        );
        const guide = row(report, set.guide);
        const { snippet } = await portals.target.read<Item>(`/content/items/${guide.target?.id}`);
        const isKept = whenEdited === 'keep';
        assert.equal(snippet === 'Edited by hand', isKept);
        assert.equal(
          guide.warnings.some(({ code }) => code === 'TARGET_EDITED'),
          isKept,
        );
        assert.equal(guide.residue.length > 0, isKept);
        assert.deepEqual(row(report, set.file).residue, []);
      });
    }

    it('stay as they are in a run that was cancelled, and after a dry run', async () => {
      const dry = await portals.run(chosen, { dryRun: true });
      for (const id of chosen) assert.equal((await portals.copy(dry, id)).outcome, 'planned');
      dry.cancel('the test is over');
      portals.pair.target.requests.clear();
      let before = 0;
      const report = await wholeRun(portals, chosen, {}, (run) => {
        before = portals.pair.target.requests.all().length;
        run.cancel('enough');
      });
      assert.equal(portals.pair.target.requests.all().length, before);
      assert.equal(row(report, set.guide).outcome, 'created');
      assert.ok(row(report, set.guide).residue.every(({ reason }) => reason === 'not-copied'));
      const next = await wholeRun(portals, chosen);
      assert.deepEqual(next.residue, { listed: 0, unlisted: 0 });
    });

    it('fail alone where the portal refuses, and the others are renewed', async () => {
      const report = await wholeRun(portals, chosen, {}, (run) => {
        const id = String(run.row(set.guide)?.target?.id);
        portals.pair.target.switches.fault = ({ path }) =>
          path.endsWith(`/items/${id}/update`)
            ? { kind: 'error', code: 400, message: 'Not at this hour.' }
            : undefined;
      });
      portals.pair.target.switches.fault = undefined;
      const guide = row(report, set.guide);
      assert.equal(guide.outcome, 'failed');
      assert.match(guide.error?.message ?? '', /Guide.*Not at this hour/s);
      assert.ok(guide.residue.length > 0, 'what was found out before still holds');
      assert.deepEqual(
        report.rows.filter(({ outcome }) => outcome !== 'created'),
        [guide],
      );
      for (const id of [set.file, set.layer.id, set.view.id]) assert.deepEqual(row(report, id).residue, []);
    });

    it('count as replaced references once, as do those that were replaced at first', async () => {
      const report = await wholeRun(portals, chosen);
      const count = (id: string): number => row(report, id).rewritten;
      // Its description, its summary and its metadata; its description; the map of the board's one widget.
      assert.deepEqual([count(set.guide), count(set.file), count(set.board)], [3, 1, 1]);
      assert.equal(
        report.rewritten,
        report.rows.reduce((sum, { rewritten }) => sum + rewritten, 0),
      );
      assert.equal((await wholeRun(portals, chosen)).rewritten, 0);
    });
  });
}
