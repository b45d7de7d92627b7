import assert from 'node:assert/strict';
import { webMap } from '../copy/support/content.js';
import { cloneNode, reportNode, searchNode } from '../nodes/flows.js';
import { deleteNode, outcomeOf, remapNode, Stage, saidOf } from '../sweep/support/stage.js';

describe('delete-existing', function () {
  this.timeout(60_000);
  let stage: Stage;
  let count = 0;

  before(async () => {
    stage = await Stage.open('enterprise', 'online');
  });
  after(() => stage?.close());
  afterEach(() => {
    stage.portals.pair.target.switches.fault = undefined;
  });

  /** A layer with a copy that an earlier run made. */
  async function copied(
    settings: Record<string, unknown> = {},
  ): Promise<{ id: string; name: string; old: { id: string; url: string } }> {
    count += 1;
    const name = `Layer_${count}`;
    const { id } = await stage.source.layer(name, 3);
    const { report } = await stage.run([id], settings);
    const target = report.rows[0]?.target;
    assert.ok(target?.url, JSON.stringify(report.rows[0]));
    return { id, name, old: { id: target.id, url: target.url } };
  }

  /** That the target got the one call before the other. */
  function assertOrder(first: string, then: string): void {
    const paths = stage.portals.pair.target.requests.all().map(({ path }) => path);
    const [one, other] = [first, then].map((end) => paths.findIndex((path) => path.endsWith(end)));
    assert.ok(one !== undefined && other !== undefined && one >= 0 && one < other, `${first} before ${then}`);
  }

  const copyOf = (
    report: { rows: { source: { id: string }; target: { id: string } | null }[] },
    id: string,
  ) => report.rows.find((row) => row.source.id === id)?.target?.id;

  it('AC-02 AC-07 keeps the old copy, in use, when the verification of the new one fails', async () => {
    const { id, old } = await copied();
    const map = await stage.target.document('Web Map', 'Uses it', webMap([{ ...old, title: 'x' }]));
    const before = await stage.data(map);
    // What the target has stored is not what was sent.
    stage.portals.pair.target.switches.fault = ({ path }) =>
      /\/items\/\w+\/data$/.test(path) && !path.includes(map)
        ? { kind: 'status', status: 200, body: '{"layers":[]}' }
        : undefined;
    const { report } = await stage.run([id], { clone: { whenExists: 'replace' }, remap: {}, delete: {} });
    assert.equal(outcomeOf(report, id), 'failed', JSON.stringify(report.rows[0]));
    assert.ok(await stage.has(old.id));
    assert.equal(await stage.data(map), before);
    assert.equal(report.outcomes.deleted, 0);

    stage.portals.pair.target.switches.fault = undefined;
    stage.portals.pair.target.requests.clear();
    const second = await stage.run([id], { clone: { whenExists: 'replace' }, remap: {}, delete: {} });
    assert.equal(outcomeOf(second.report, old.id), 'deleted', JSON.stringify(second.report.rows, null, 1));
    assert.ok((await stage.data(map)).includes(copyOf(second.report, id) ?? '?'));
    // The map leads to the new copy before the old one goes.
    assertOrder(`/items/${map}/update`, `/items/${old.id}/delete`);
  });

  it('only says what it would delete as long as it is a dry run, and says so loudly', async () => {
    const { id, old } = await copied();
    const { report, bench } = await stage.run([id], {
      clone: { whenExists: 'replace' },
      delete: { dryRun: true },
    });
    assert.equal(outcomeOf(report, old.id), 'planned');
    assert.ok(await stage.has(old.id));
    assert.match(bench.warningsOf('delete').join(), /Dry run: 1 older copies would be deleted/);
    assert.ok(
      bench.statusesOf('delete').some(({ text, fill }) => text === 'status.dry-run' && fill === 'yellow'),
    );
    assert.match(saidOf(report, id), /OLD_COPY_KEPT/);
  });

  it('AC-07 refuses a protected item and names it', async () => {
    const { id, old } = await copied();
    await stage.portals.target.write(`/content/users/${stage.target.username}/items/${old.id}/protect`);
    const { report } = await stage.run([id], { clone: { whenExists: 'replace' }, delete: {} });
    assert.equal(outcomeOf(report, old.id), 'skipped');
    assert.match(saidOf(report, old.id), /PROTECTED: .*protected/);
    assert.ok(await stage.has(old.id));
    assert.ok(await stage.has(copyOf(report, id) ?? '?'), 'both are kept');
  });

  it('is stopped by a map that still refers to the old copy, and names it', async () => {
    const { id, old } = await copied();
    const elsewhere = await stage.target.document(
      'Web Map',
      'Not swept',
      webMap([{ url: old.url, title: 'x' }]),
    );
    const other = await stage.target.document('Web Map', 'Swept', webMap([{ ...old, title: 'x' }]));
    const { report } = await stage.run([id], {
      clone: { whenExists: 'replace' },
      remap: { what: 'ids', ids: other, idsType: 'str' },
      delete: {},
    });
    assert.equal(outcomeOf(report, other), 'updated');
    assert.equal(outcomeOf(report, old.id), 'skipped');
    assert.match(saidOf(report, old.id), new RegExp(`STILL_USED: .*"Not swept" \\(${elsewhere}\\)`));
    assert.doesNotMatch(saidOf(report, old.id), /"Swept"/);
    assert.ok(await stage.has(old.id));

    // The old copy is known by its mark: a later run, of another process even, takes up where this one stopped.
    const later = await stage.run([id], { remap: {}, delete: {} });
    assert.equal(outcomeOf(later.report, id), 'unchanged');
    assert.equal(outcomeOf(later.report, elsewhere), 'updated', JSON.stringify(later.report.rows, null, 1));
    assert.equal(outcomeOf(later.report, old.id), 'deleted');
  });

  it('AC-07 deletes views before the layers that they show, and is stopped by a view that is no copy', async () => {
    count += 1;
    const layer = await stage.source.layer(`Base_${count}`, 4);
    const view = await stage.source.view(`Open_${count}`, layer);
    const first = await stage.run([layer.id, view.id], {});
    const olds = [layer.id, view.id].map((id) => copyOf(first.report, id) ?? '');
    stage.portals.pair.target.requests.clear();
    const again = await stage.run([layer.id, view.id], { clone: { whenExists: 'replace' }, delete: {} });
    for (const old of olds) assert.equal(outcomeOf(again.report, old), 'deleted', saidOf(again.report, old));
    assertOrder(`/items/${olds[1]}/delete`, `/items/${olds[0]}/delete`);

    const copy = again.report.rows.find((row) => row.source.id === layer.id)?.target;
    const stranger = await stage.target.view(`Strange_${count}`, {
      id: copy?.id ?? '',
      url: copy?.url ?? '',
    });
    const third = await stage.run([layer.id], { clone: { whenExists: 'replace' }, delete: {} });
    assert.equal(outcomeOf(third.report, copy?.id ?? ''), 'skipped');
    assert.match(saidOf(third.report, copy?.id ?? ''), new RegExp(stranger.id));
  });

  it('puts what it deletes into the recycle bin of ArcGIS Online, unless it is to be permanent', async () => {
    for (const permanent of [false, true]) {
      const { id, old } = await copied();
      const { requests } = stage.portals.pair.target;
      requests.clear();
      await stage.run([id], { clone: { whenExists: 'replace' }, delete: { permanent } });
      const sent = requests.all().filter(({ path }) => path.endsWith(`/${old.id}/delete`));
      assert.deepEqual(
        sent.map(({ params }) => params.permanentDelete ?? 'no'),
        [permanent ? 'true' : 'no'],
      );
    }
  });

  it('deletes at once in front of clone-item, and what referred to the old copy is re-pointed to the new one', async () => {
    const { id, old } = await copied();
    const map = await stage.target.document(
      'Web Map',
      'Was broken for a moment',
      webMap([{ ...old, title: 'x' }]),
    );
    const guarded = await copied();
    await stage.portals.target.write(
      `/content/users/${stage.target.username}/items/${guarded.old.id}/protect`,
    );
    const bench = await stage.load([
      searchNode([['delete'], []], { scope: 'ids', ids: 'ids', idsType: 'msg' }),
      deleteNode([['clone']], { moment: 'now' }),
      cloneNode([['remap']]),
      remapNode([['report'], [], []], { keep: stage.kept }),
      reportNode([['out']], { quiet: '5' }),
    ]);
    bench.send('search', { ids: [id, guarded.id] });
    const report = (await bench.message('out')).payload as Parameters<typeof outcomeOf>[0];
    assert.equal(outcomeOf(report, old.id), 'deleted');
    assert.equal(await stage.has(old.id), false);
    assert.equal(outcomeOf(report, id), 'created');
    assert.equal(outcomeOf(report, map), 'updated', JSON.stringify(report.rows, null, 1));
    assert.ok((await stage.data(map)).includes(copyOf(report, id) ?? '?'));
    assert.equal(outcomeOf(report, guarded.id), 'unchanged');
    assert.match(saidOf(report, guarded.id), /PROTECTED/);
    assert.ok(await stage.has(guarded.old.id));
  });

  it('never deletes what this run found unchanged, nor a copy of another pipeline, owner or folder', async () => {
    const { id, old } = await copied();
    const { id: other, old: ofOther } = await copied({ search: { pipeline: 'water' } });
    const same = await stage.run([id], { delete: {} });
    assert.equal(outcomeOf(same.report, id), 'unchanged');
    assert.ok(await stage.has(old.id));
    const plain = await stage.run([other], { delete: { match: 'title' } });
    assert.equal(outcomeOf(plain.report, other), 'created');
    assert.ok(await stage.has(ofOther.id));
    for (const more of [{ owner: 'vera' }, { folder: 'named', folderName: 'Elsewhere' }]) {
      const { report } = await stage.run([id], { clone: { whenExists: 'replace' }, delete: more });
      assert.equal(report.outcomes.deleted, 0, JSON.stringify(more));
    }
  });

  it('takes items of the same title for older copies only if that is chosen, and none that is a copy of something else', async () => {
    count += 1;
    const title = `Titled ${count}`;
    const map = webMap([]);
    const id = await stage.source.document('Web Map', title, map);
    const byHand = await stage.target.document('Web Map', title, map);
    const others = await stage.target.document('Web Map', title, map, {
      typeKeywords: `source-${'ab'.repeat(16)}`,
    });
    await stage.run([id], { delete: {} });
    assert.ok(await stage.has(byHand));
    const { report } = await stage.run([id], { delete: { match: 'title' } });
    assert.equal(outcomeOf(report, byHand), 'deleted');
    assert.ok(await stage.has(others));
  });

  it('refuses to work in the portal that the items come from', async () => {
    const { id } = await copied();
    const item = (await stage.run([id], {})).report.rows[0]?.target?.id ?? '';
    const bench = await stage.load([
      searchNode([['delete'], []], { scope: 'ids', ids: 'ids', idsType: 'msg', portal: 'target' }),
      deleteNode([['out']], { moment: 'now' }),
    ]);
    bench.send('search', { ids: [item] });
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_CONFIG');
    assert.ok(await stage.has(item));
  });
});

describe('a copy that is replaced', function () {
  this.timeout(60_000);

  it('AC-07 without remap-webmap and delete-existing is re-pointed by the engine, and stays with a warning', async () => {
    const stage = await Stage.open();
    try {
      const { id } = await stage.source.layer('Alone', 2);
      const first = await stage.run([id], {});
      const old = first.report.rows[0]?.target;
      const map = await stage.target.document(
        'Web Map',
        'Uses it',
        webMap([{ id: old?.id ?? '', url: old?.url ?? '', title: 'x' }]),
      );
      const { report } = await stage.run([id], { clone: { whenExists: 'replace' } });
      const now = report.rows[0]?.target;
      assert.notEqual(now?.id, old?.id);
      assert.equal(outcomeOf(report, map), 'updated');
      const [layer] = JSON.parse(await stage.data(map)).operationalLayers;
      assert.deepEqual([layer.url, layer.itemId], [`${now?.url}/0`, now?.id]);
      assert.ok(await stage.has(old?.id ?? ''));
      assert.match(saidOf(report, id), /OLD_COPY_KEPT/);
    } finally {
      await stage.close();
    }
  });
});
