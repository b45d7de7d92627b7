import assert from 'node:assert/strict';
import type { RunReport } from '../../lib/copy/run/report.js';
import { failures } from '../support/reports.js';
import { compareCopies } from './support/compare-copies.js';
import { readExample } from './support/example.js';
import { type Stage, startStage } from './support/stage.js';

type Json = Record<string, unknown>;

describe('the example "One template, many departments"', function () {
  this.timeout(300_000);

  const DEPARTMENTS = ['water', 'planning'] as const;
  const OWNER = 'petra_quill';
  let stage: Stage;

  /** Runs both departments; their reports by pipeline key. */
  const run = async (): Promise<Map<string, RunReport>> => {
    const both = Promise.all([stage.nextReport(), stage.nextReport()]);
    await stage.nodeRed.press('departments-copy-button');
    return new Map((await both).map((report) => [report.run.pipeline, report]));
  };

  before(async () => {
    stage = await startStage();
    const [layer] = await stage.find('type:"Feature Service" AND title:"Neighbourhoods"');
    assert.ok(layer);
    const { url } = await stage.source.json<Json>(`/content/items/${layer.id}`);
    await stage.source.post(`/content/users/${stage.pair.source.admin.username}/addItem`, {
      type: 'Web Map',
      title: 'Map of a department',
      tags: 'template',
      text: {
        operationalLayers: [{ id: 'a', title: 'Areas', url: `${String(url)}/0`, itemId: layer.id }],
        version: '2.31',
      },
    });
    await stage.find('type:"Web Map" AND tags:"template"');
    const example = await readExample('6 - One template, many departments');
    for (const key of DEPARTMENTS) example.tap(`departments-${key}`, 'report', stage.nodeRed.collector);
    // One has an owner of its own, the other is the signed-in user's.
    const owner = (example.node('departments-planning').env as { name: string; value: string }[]).find(
      ({ name }) => name === 'OWNER',
    );
    assert.ok(owner);
    owner.value = OWNER;
    await stage.nodeRed.deploy(example.nodes);
  });

  after(async () => {
    await stage?.close();
  });

  it('gives each department a copy of its own, in its folder, for its group, and updates each in place', async () => {
    const first = await run();
    assert.deepEqual([...first.keys()].sort(), [...DEPARTMENTS].sort());
    const made = new Set<string>();
    for (const key of DEPARTMENTS) {
      const report = first.get(key);
      assert.ok(report);
      assert.equal(failures(report), '');
      assert.equal(report.outcomes.created, report.rows.length);
      assert.ok(report.rows.length >= 2, 'the map and its layers');
      await compareCopies(stage, report);
      for (const { target } of report.rows) {
        assert.ok(target);
        made.add(target.id);
        const item = await stage.target.json<Json>(`/content/items/${target.id}`);
        assert.ok((item.typeKeywords as string[]).includes(`copy-${key}`));
        assert.equal(item.access, 'shared');
        assert.equal(item.owner, key === 'planning' ? OWNER : stage.pair.target.admin.username);
        const { admin, member, other } = await stage.target.json<Record<string, { title: string }[]>>(
          `/content/items/${target.id}/groups`,
        );
        const groups = [...(admin ?? []), ...(member ?? []), ...(other ?? [])].map(({ title }) => title);
        assert.deepEqual(groups, [key === 'water' ? 'Water department' : 'Planning department']);
        const folder = await folderOf(item);
        assert.equal(folder, key === 'water' ? 'Water department' : 'Planning department');
      }
    }
    assert.equal(made.size, [...first.values()].flatMap(({ rows }) => rows).length, 'no copy is shared');

    const second = await run();
    for (const key of DEPARTMENTS) {
      const report = second.get(key);
      assert.ok(report);
      assert.equal(failures(report), '');
      assert.equal(report.outcomes.unchanged, report.rows.length);
      for (const { target } of report.rows) assert.ok(target && made.has(target.id));
    }
  });

  const folderOf = async ({ owner, ownerFolder }: Json): Promise<string | undefined> => {
    const { folders } = await stage.target.json<{ folders: { id: string; title: string }[] }>(
      `/content/users/${encodeURIComponent(String(owner))}`,
    );
    return folders.find(({ id }) => id === ownerFolder)?.title;
  };
});
