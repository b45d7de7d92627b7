import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReportRow, RunReport } from '../../lib/copy/run/report.js';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { comparePortals } from '../support/compare-portals.js';
import {
  catchAll,
  cloneItem,
  copyEverything,
  copyReport,
  type FlowPortal,
  frame,
  searchItems,
  TAB,
} from '../support/copy-flow.js';
import { type FlowNode, type NodeRedProcess, sink, startNodeRed } from '../support/node-red-process.js';
import { copies, failures } from '../support/reports.js';
import { type Rest, signIn } from '../support/rest.js';

type Json = Record<string, unknown>;

describe('a town copied through a real Node-RED, from Enterprise to Online manners', function () {
  this.timeout(300_000);

  let folder: string;
  let pair: SandboxPair;
  let nodeRed: NodeRedProcess & { collector: string };
  let source: Rest;
  let target: Rest;
  let from: FlowPortal;
  let to: FlowPortal;
  let first: RunReport;

  const run = async (): Promise<RunReport> => {
    const report = nodeRed.next('report');
    await nodeRed.press('button');
    return (await report).payload as RunReport;
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-e2e-'));
    pair = await startPair({ dir: folder });
    nodeRed = await startNodeRed({ nodesDir: process.cwd() });
    from = { url: pair.source.url, ...pair.source.admin };
    to = { url: pair.target.url, ...pair.target.admin };
    source = await signIn(from.url, from.username, from.password);
    target = await signIn(to.url, to.username, to.password);
    await nodeRed.deploy(copyEverything(from, to, nodeRed.collector));
    first = await run();
  });

  after(async () => {
    await nodeRed?.stop();
    await pair?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('creates a copy of every item and lists every reference that stays', () => {
    assert.equal(failures(first), '');
    assert.ok(first.found >= 30, `${first.found} found`);
    assert.equal(first.outcomes.created, first.rows.length);
    assert.equal(first.checks.failed, 0);
    assert.equal(first.residue.unlisted, 0);
    assert.ok(first.residue.listed > 0, 'the map service that is not hosted is listed');
  });

  it('makes copies that equal the source item by item, document by document and row by row', async () => {
    const compared = await comparePortals(source, target, copies(first));
    assert.ok(compared.items >= 30);
    assert.ok(compared.rows > 20_000, `${compared.rows} rows compared`);
  });

  it('gives every item the access and the groups of the source', async () => {
    for (const { source: one, target: copy } of copies(first)) {
      const sharing = async (portal: Rest, id: string): Promise<{ access: unknown; groups: string[] }> => {
        const item = await portal.json<Json>(`/content/items/${id}`);
        const groups = await portal.json<Record<string, { title: string }[]>>(`/content/items/${id}/groups`);
        return {
          access: item.access,
          groups: Object.values(groups)
            .flat()
            .map(({ title }) => title)
            .sort(),
        };
      };
      assert.deepEqual(await sharing(target, copy.id), await sharing(source, one.id), one.title);
    }
  });

  it('finds everything unchanged in a second run, and writes nothing', async () => {
    pair.target.requests.clear();
    const second = await run();
    assert.equal(failures(second), '');
    assert.equal(second.outcomes.unchanged, first.rows.length);
    const written = pair.target.requests.all().filter(({ write }) => write);
    assert.deepEqual(
      written.map(({ path: place }) => place),
      [],
    );
  });

  it('updates what changed in the source, and nothing else', async () => {
    const map = first.rows.find((row) => row.source.type === 'Web Map');
    const layer = first.rows.find(
      (row) => row.source.type === 'Feature Service' && /hydrant/i.test(row.source.title),
    );
    assert.ok(map?.target && layer?.target);
    await source.post(`/content/users/${map.source.owner}/items/${map.source.id}/update`, {
      snippet: 'The snippet has changed in the source.',
    });
    const layerUrl = `${layer.source.url}/0`;
    const { features } = await source.json<{ features: { attributes: Json }[] }>(`${layerUrl}/query`, {
      where: '1=1',
      outFields: '*',
      resultRecordCount: 2,
      returnGeometry: false,
    });
    const { objectIdField } = await source.json<{ objectIdField: string }>(layerUrl);
    const [changed, removed] = features;
    assert.ok(changed && removed);
    await source.post(`${layerUrl}/applyEdits`, {
      deletes: String(removed.attributes[objectIdField]),
    });

    const third = await run();
    assert.equal(failures(third), '');
    assert.deepEqual(
      third.rows
        .filter(({ outcome }) => outcome === 'updated')
        .map((row) => row.source.id)
        .sort(),
      [map.source.id, layer.source.id].sort(),
    );
    assert.equal(third.outcomes.created, 0);
    await comparePortals(source, target, copies(third));
  });

  it('gives a right report of a flow that is wired wrongly: no Catch, a Switch that drops items, two branches racing', async () => {
    const flow: FlowNode[] = [
      ...frame(from, to, 'search'),
      searchItems([['clone', 'other', 'gate'], []]),
      cloneItem([['report']]),
      { ...cloneItem([['report']]), id: 'other' },
      {
        id: 'gate',
        type: 'switch',
        z: TAB,
        name: 'nothing passes',
        property: 'payload.type',
        propertyType: 'msg',
        rules: [{ t: 'eq', v: 'no such type', vt: 'str' }],
        checkall: 'true',
        repair: false,
        outputs: 1,
        wires: [['report']],
      },
      copyReport([['report-in']]),
      ...sink('report', nodeRed.collector, TAB),
    ];
    await nodeRed.deploy(flow);
    const report = await run();
    assert.equal(failures(report), '');
    assert.equal(report.rows.length, first.rows.length);
    assert.equal(report.outcomes.unchanged, first.rows.length);
    const { total } = await target.json<{ total: number }>('/search', {
      q: 'typekeywords:"copy-unfinished"',
    });
    assert.equal(total, 0);
  });

  it('says of every item that a Switch drops where it was lost', async () => {
    await nodeRed.deploy([
      ...frame(from, to, 'search'),
      searchItems([['gate'], ['report']]),
      {
        id: 'gate',
        type: 'switch',
        z: TAB,
        name: 'maps only',
        property: 'payload.type',
        propertyType: 'msg',
        rules: [{ t: 'eq', v: 'Web Map', vt: 'str' }],
        checkall: 'true',
        repair: false,
        outputs: 1,
        wires: [['clone']],
      },
      cloneItem([['report']]),
      copyReport([['report-in']], { quiet: '3' }),
      catchAll([['catch-in']]),
      ...sink('report', nodeRed.collector, TAB),
      ...sink('catch', nodeRed.collector, TAB),
    ]);
    const report = await run();
    assert.equal(failures(report), '');
    const lost = (row: ReportRow): boolean =>
      row.warnings.some(({ message }) => /left the flow/.test(message));
    for (const row of report.rows) {
      assert.equal(lost(row), row.source.type !== 'Web Map', `${row.source.type} "${row.source.title}"`);
    }
    // What the maps need was copied on their behalf; what nothing needs was not touched.
    assert.ok(report.outcomes.skipped > 0);
    assert.equal(report.outcomes.skipped + report.outcomes.unchanged, report.rows.length);
  });
});
