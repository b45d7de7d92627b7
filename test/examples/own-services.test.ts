import assert from 'node:assert/strict';
import type { RunReport } from '../../lib/copy/run/report.js';
import type { Pair } from '../support/compare-portals.js';
import { cloneItem, copyReport, frame, searchItems, TAB } from '../support/copy-flow.js';
import { sink } from '../support/node-red-process.js';
import { copies, failures } from '../support/reports.js';
import { type Example, readExample } from './support/example.js';
import { found, type Stage, startStage } from './support/stage.js';

type Json = Record<string, unknown>;

describe('the example "Move maps, keep my own services"', function () {
  this.timeout(240_000);

  let stage: Stage;
  let example: Example;
  let map: { id: string; title: string; owner: string; type: string };
  let layers: Pair[];

  const copy = async (): Promise<RunReport> => {
    await stage.nodeRed.deploy(example.nodes);
    const report = stage.nextReport();
    await stage.nodeRed.press('own-services-copy-button');
    return report;
  };

  /** Gives the target the layers of the map as somebody would who had published them by hand: nothing says whose copies they are. */
  const publishByHand = async (): Promise<Pair[]> => {
    const { pair, nodeRed, source, target } = stage;
    const { operationalLayers } = JSON.parse(
      (await source.bytes(`/content/items/${map.id}/data`)).toString(),
    ) as { operationalLayers: { url: string }[] };
    const services = await Promise.all(
      operationalLayers.map(({ url }) => source.json<{ serviceItemId: string }>(url.replace(/\/\d+$/, ''))),
    );
    const ids = [...new Set(services.map(({ serviceItemId }) => serviceItemId))].join();
    await nodeRed.deploy([
      ...frame(
        { url: pair.source.url, ...pair.source.admin },
        { url: pair.target.url, ...pair.target.admin },
        'search',
      ),
      searchItems([['clone'], ['report']], { scope: 'ids', ids }),
      cloneItem([['report']], {
        needsDocuments: 'existing',
        needsLayers: 'existing',
        needsFiles: 'existing',
      }),
      copyReport([['report-in']]),
      ...sink('report', nodeRed.collector, TAB),
    ]);
    const next = stage.nextReport();
    await nodeRed.press('button');
    const report = await next;
    assert.equal(failures(report), '');
    for (const { target: copied } of report.rows) {
      assert.ok(copied);
      await target.post(`/content/users/${copied.owner}/items/${copied.id}/update`, {
        typeKeywords: 'Hosted Service',
        properties: {},
      });
    }
    return copies(report);
  };

  before(async () => {
    stage = await startStage();
    [map] = (await stage.find('type:"Web Map" AND title:"trees"')) as [typeof map];
    layers = await publishByHand();
    example = await readExample('5 - Move maps, keep my own services');
    example.tap('own-services-report', 'report', stage.nodeRed.collector);
    example.tap('own-services-propose', 'proposals', stage.nodeRed.collector, 1);
    example.node('own-services-search').query = `id:${map.id}`;
  });

  after(async () => {
    await stage?.close();
  });

  it('copies the map and no layer, and names in the report what it still uses of the source', async () => {
    const report = await copy();
    assert.equal(failures(report), '');
    assert.deepEqual(
      report.rows.filter(({ outcome }) => outcome === 'created').map(({ source }) => source.id),
      [map.id],
    );
    const [row] = report.rows;
    assert.ok(row && row.residue.length > 0);
    for (const { reason } of row.residue) assert.ok(reason);
  });

  it('proposes lines for the table and changes nothing by it', async () => {
    // The sweep finds the copy by a search, which sees it some moments later.
    await found(stage.target, `typekeywords:"source-${map.id}"`);
    stage.pair.target.requests.clear();
    const next = stage.nodeRed.next('proposals');
    await stage.nodeRed.press('own-services-propose-button');
    const { table } = await next;
    for (const { source, target } of layers) {
      const [old, own] = await Promise.all([
        stage.source.json<Json>(`/content/items/${source.id}`),
        stage.target.json<Json>(`/content/items/${target.id}`),
      ]);
      assert.ok(
        String(table)
          .split('\n')
          .includes(`${String(old.url)},${String(own.url)}`),
        String(table),
      );
    }
    assert.deepEqual(
      stage.pair.target.requests.all().filter(({ write }) => write),
      [],
    );
    Object.assign(example.node('own-services-table'), { template: String(table) });
  });

  it('points the copy to the services of the table, and they stay as they were', async () => {
    const before = await Promise.all(
      layers.map(({ target }) => stage.target.json<Json>(`/content/items/${target.id}`)),
    );
    const report = await copy();
    assert.equal(failures(report), '');
    const own = report.rows.find(({ source }) => source.id === map.id);
    assert.ok(own?.target);
    assert.equal(own.outcome, 'updated');
    // What is left are links to an app that was not asked for.
    assert.deepEqual(
      own.residue.filter(({ value }) => /Server/.test(value)),
      [],
    );
    const text = (await stage.target.bytes(`/content/items/${own.target.id}/data`)).toString();
    for (const [index, { source }] of layers.entries()) {
      assert.ok(!text.includes(source.id), source.title);
      assert.ok(text.includes(String(before[index]?.url)), source.title);
    }
    const after = await Promise.all(
      layers.map(({ target }) => stage.target.json<Json>(`/content/items/${target.id}`)),
    );
    assert.deepEqual(
      after.map(({ modified }) => modified),
      before.map(({ modified }) => modified),
    );
  });
});
