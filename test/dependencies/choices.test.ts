import assert from 'node:assert/strict';
import type { CopyResult, CopySettings, DependencyChoice } from '../../lib/copy/copy-settings.js';
import type { RunReport } from '../../lib/copy/run/report.js';
import type { Item } from '../../lib/items/item.js';
import type { PortalKind } from '../../sandbox/index.js';
import { app, Content, dashboard, webMap } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';

const WAYS: [PortalKind, PortalKind][] = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
];

for (const [from, to] of WAYS) {
  describe(`what an item needs and nobody chose, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let source: Content;
    let number = 0;

    before(async () => {
      portals = await Portals.start(from, to);
      source = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    /** A dashboard that shows a map that shows a layer. */
    async function chain(): Promise<{ board: string; map: string; layer: { id: string; url: string } }> {
      number += 1;
      const layer = await source.layer(`Chain_${number}`, 2);
      const map = await source.document(
        'Web Map',
        `Chain map ${number}`,
        webMap([{ ...layer, title: 'Chain' }]),
      );
      const board = await source.document('Dashboard', `Chain board ${number}`, dashboard(map));
      return { board, map, layer };
    }

    async function copy(
      id: string,
      dependencies?: CopySettings['dependencies'],
    ): Promise<{ result: CopyResult; report: RunReport }> {
      const run = await portals.run([id]);
      const result = await portals.copy(run, id, dependencies ? { dependencies } : {});
      const step = { ...result, node: 'copying', started: 0 };
      run.record(id, step);
      const report = run.report();
      run.cancel('the test is over');
      return { result, report };
    }

    async function copiesOf(id: string): Promise<Item[]> {
      const q = `typekeywords:"source-${id}"`;
      return (await portals.target.read<{ results: Item[] }>('/search', { q, num: 100 })).results;
    }

    const outcomes = ({ rows }: RunReport): Record<string, string> =>
      Object.fromEntries(rows.map(({ source: { type }, outcome }) => [type, outcome]));

    async function writesToTarget(work: () => Promise<void>): Promise<string[]> {
      const { requests } = portals.pair.target;
      requests.clear();
      await work();
      return requests
        .query({ write: true })
        .map(({ path }) => path)
        .filter((path) => !path.endsWith('/generateToken'));
    }

    it('comes along: maps are brought up to date, layers that are there are used as they are', async () => {
      const { board, map, layer } = await chain();
      const first = await copy(board);
      assert.deepEqual(outcomes(first.report), {
        Dashboard: 'created',
        'Web Map': 'created',
        'Feature Service': 'created',
      });
      assert.deepEqual(first.result.residue, []);

      await source.addRows(layer.url, 3, 10);
      await source.update(map, { snippet: 'changed since' });
      const second = await copy(board);
      assert.deepEqual(outcomes(second.report), {
        Dashboard: 'unchanged',
        'Web Map': 'updated',
        'Feature Service': 'unchanged',
      });
      assert.equal((await copiesOf(layer.id)).length, 1);
      assert.equal((await copiesOf(map))[0]?.snippet, 'changed since');
    });

    it('is brought up to date if that is the choice', async () => {
      const { map, layer } = await chain();
      await copy(map);
      await source.addRows(layer.url, 3, 10);
      const { result, report } = await copy(map, { layers: 'update' });
      assert.equal(outcomes(report)['Feature Service'], 'updated');
      const url = result.map.services[layer.url]?.url;
      const { count } = await portals.target.read<{ count: number }>(`${url}/0/query`, {
        where: '1=1',
        returnCountOnly: true,
      });
      assert.equal(count, 5);
    });

    it('is reused with nothing written to it, a map too', async () => {
      const { board, map } = await chain();
      await copy(board);
      await source.update(map, { snippet: 'changed since' });
      const writes = await writesToTarget(async () => {
        const { report } = await copy(board, 'reuse');
        assert.deepEqual(outcomes(report), { Dashboard: 'unchanged', 'Web Map': 'unchanged' });
        const { warnings = [] } = report.rows.find(({ source: { type } }) => type === 'Web Map') ?? {};
        assert.deepEqual(
          warnings.map(({ code }) => code),
          ['REUSED'],
        );
      });
      assert.deepEqual(writes, []);
    });

    it('is what a new view shows, whose rows are then not compared with the source', async () => {
      number += 1;
      const layer = await source.layer(`Shown_${number}`, 4);
      await copy(layer.id);
      await source.addRows(layer.url, 3, 10);
      const view = await source.view(`Shown_open_${number}`, layer);
      const { result } = await copy(view.id);
      assert.equal(result.error, undefined);
      assert.equal(result.outcome, 'created');
      assert.ok(result.warnings.some(({ code }) => code === 'ROWS_NOT_COMPARED'));
      const again = await copy(view.id, { layers: 'update' });
      assert.equal(again.result.error, undefined);
      assert.ok(again.result.warnings.every(({ code }) => code !== 'ROWS_NOT_COMPARED'));
    });

    it('that has got layers since is brought up to date instead of being reused', async () => {
      const { map, layer } = await chain();
      await copy(map);
      const admin = layer.url.replace('/rest/services/', '/rest/admin/services/');
      const described = await portals.source.read<Record<string, unknown>>(`${layer.url}/0`);
      const addToDefinition = JSON.stringify({ layers: [{ ...described, id: 1, name: 'Second' }] });
      await portals.source.write(`${admin}/addToDefinition`, { addToDefinition });
      await source.update(map, {
        text: JSON.stringify({
          operationalLayers: [{ id: 'x', title: 'x', url: `${layer.url}/1`, itemId: layer.id }],
          version: '2.30',
        }),
      });
      const { result } = await copy(map);
      assert.equal(result.error, undefined);
      assert.deepEqual(result.residue, []);
      const copied = result.map.services[layer.url]?.url;
      const { name } = await portals.target.read<{ name: string }>(`${copied}/1`);
      assert.equal(name, 'Second');
    });

    it('stays at the source until the target has a copy of it', async () => {
      const { map, layer } = await chain();
      const alone = await copy(map, { layers: 'existing' });
      assert.equal(alone.result.outcome, 'created');
      assert.deepEqual([...new Set(alone.result.residue.map(({ reason }) => reason))], ['not-copied']);
      assert.deepEqual(await copiesOf(layer.id), []);
      await copy(layer.id);
      const later = await copy(map, { layers: 'existing' });
      assert.equal(later.result.outcome, 'updated');
      assert.deepEqual(later.result.residue, []);
    });

    it('stays at the source even if the target has a copy, if that is the choice', async () => {
      const { map, layer } = await chain();
      await copy(layer.id);
      const { result } = await copy(map, { layers: 'source' });
      assert.equal(result.outcome, 'created');
      assert.deepEqual([...new Set(result.residue.map(({ reason }) => reason))], ['not-copied']);
      const data = await portals.target.readText(`/content/items/${result.target?.id}/data`);
      assert.ok(data.includes(layer.url) && data.includes(layer.id));
    });

    it('fails the item before anything is written, in words, if that is the choice', async () => {
      const { board, map, layer } = await chain();
      const writes = await writesToTarget(async () => {
        const { result, report } = await copy(board, { layers: 'fail' });
        assert.equal(result.outcome, 'failed');
        assert.equal(result.error?.code, 'ARCGIS_NOT_FOUND');
        assert.match(
          result.error?.message ?? '',
          new RegExp(`Chain_\\d+" \\(${layer.id}\\), which was not chosen`),
        );
        assert.equal(outcomes(report)['Web Map'], 'failed');
      });
      assert.deepEqual(writes, []);
      assert.deepEqual([...(await copiesOf(board)), ...(await copiesOf(map))], []);
      await copy(layer.id);
      const { result } = await copy(board, { layers: 'fail' });
      assert.equal(result.outcome, 'created');
    });

    it('is copied whatever the choice is, if it was chosen as well', async () => {
      for (const dependencies of ['existing', 'source', 'fail'] satisfies DependencyChoice[]) {
        const { map, layer } = await chain();
        const results = await portals.copyAll([map, layer.id], { dependencies });
        for (const { outcome, residue } of results.values()) {
          assert.equal(outcome, 'created');
          assert.deepEqual(residue, []);
        }
      }
    });

    it('is found in full before anything is written', async () => {
      const { board, map, layer } = await chain();
      const { source: from, target: into } = portals.pair;
      const { requests } = from;
      requests.clear();
      into.requests.clear();
      await copy(board);
      const found = requests.query({ path: `**/${layer.id}/data` })[0]?.at ?? Number.POSITIVE_INFINITY;
      assert.ok(requests.query({ path: `**/${map}/data` }).length > 0);
      const firstWrite = into.requests
        .query({ write: true })
        .find(({ path }) => !path.endsWith('/generateToken'));
      assert.ok(firstWrite && firstWrite.at >= found, 'the layer was read before the first write');
    });

    it('may be a circle of any choice', async () => {
      const map = await source.document('Web Map', 'Round', webMap([]));
      const application = await source.document('Web Mapping Application', 'Round app', app(map), {
        typeKeywords: 'Configurable',
      });
      const link = `${portals.source.url}/apps/View/index.html?appid=${application}`;
      await source.update(map, {
        text: JSON.stringify(webMap([], { popup: { description: `<a href="${link}">app</a>` } })),
      });
      for (const dependencies of ['update', 'reuse', 'existing', 'fail'] satisfies DependencyChoice[]) {
        const { result } = await copy(map, dependencies);
        assert.notEqual(result.outcome, 'failed', dependencies);
        assert.deepEqual(result.residue, []);
      }
    });
  });
}
