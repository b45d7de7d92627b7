import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeGeodatabase } from '../../lib/copy/geodatabases/geodatabase-folders.js';
import { markFor } from '../../lib/copy/geodatabases/published-marks.js';
import { exportGeodatabase } from '../../lib/features/geodatabase/export-geodatabase.js';
import type { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { Clock } from '../../lib/portal/clock.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import { temporaryTitle } from '../../lib/portal/temporary-mark.js';
import type { Fault, RecordedRequest, SandboxPortal } from '../../sandbox/index.js';
import { Content } from '../copy/support/content.js';
import { TestClock } from '../portal/support/test-clock.js';
import { GeodatabasePortals, type WayOptions } from './support/geodatabase-portals.js';

/** Answers requests whose path ends so with a fault, at most so often. */
function failing(portal: SandboxPortal, operation: string, fault: Fault, times = 1): void {
  let left = times;
  portal.switches.fault = (request: RecordedRequest) => {
    if (left === 0 || !request.path.endsWith(`/${operation}`)) return undefined;
    left -= 1;
    return fault;
  };
}

const LOST: Fault = { kind: 'lost-reply' };

describe('a hosted layer on the File Geodatabase way', function () {
  this.timeout(60_000);
  let portals: GeodatabasePortals;
  let content: Content;
  let there: Content;
  let number = 0;

  before(async () => {
    portals = await GeodatabasePortals.start('enterprise', 'online');
    const { source, target } = portals.pair;
    const writer = openPortal({ url: source.url, credentials: { kind: 'password', ...source.admin } });
    content = new Content(writer, source.admin.username);
    there = new Content(portals.target, target.admin.username);
  });
  afterEach(async () => {
    for (const portal of [portals.pair.source, portals.pair.target]) {
      portal.switches.fault = undefined;
      portal.switches.jobMs = 0;
      portal.requests.clear();
    }
    assert.deepEqual(await portals.left(), [], 'nothing temporary is left');
  });
  after(async () => {
    await content.portal.close();
    await portals.close();
  });

  function layer(rows = 5): Promise<{ id: string; url: string }> {
    number += 1;
    return content.layer(`Layer_${number}`, rows);
  }

  /** A service whose layers have these ids, and no rows. */
  async function sparseLayer(ids: number[]): Promise<{ id: string; url: string }> {
    const { url: like } = await layer(0);
    const [service, { layers }] = await Promise.all([
      content.portal.read<Record<string, unknown>>(like),
      content.portal.read<{ layers: Record<string, unknown>[] }>(`${like}/layers`),
    ]);
    const { capabilities, spatialReference, initialExtent } = service;
    const parameters = {
      name: 'Sparse',
      capabilities,
      spatialReference,
      initialExtent,
      preserveLayerIds: true,
    };
    const { serviceItemId, serviceurl } = await content.portal.write<{
      serviceItemId: string;
      serviceurl: string;
    }>(`/content/users/${content.username}/createService`, {
      createParameters: JSON.stringify(parameters),
      outputType: 'featureService',
    });
    const admin = serviceurl.replace('/rest/services/', '/rest/admin/services/');
    const definition = { layers: ids.map((id) => ({ ...layers[0], id, name: `Layer ${id}` })) };
    await content.portal.write(`${admin}/addToDefinition`, { addToDefinition: JSON.stringify(definition) });
    return { id: serviceItemId, url: serviceurl };
  }

  async function count(url: string | null | undefined): Promise<number> {
    return (
      await portals.to.json<{ count: number }>(`${url}/0/query`, { where: '1=1', returnCountOnly: true })
    ).count;
  }

  async function copied(id: string, options: WayOptions = {}, rows = 5) {
    const way = await portals.copy(id, options);
    assert.equal(way.result.error, undefined);
    assert.equal(await count(way.result.target?.url), rows);
    return way;
  }

  it('is updated in place after an edit, with the same id and sharing', async () => {
    const { id, url } = await layer();
    const first = await copied(id);
    const copy = String(first.result.target?.id);
    await there.portal.write(`/content/users/${there.username}/items/${copy}/share`, {
      everyone: true,
      account: true,
    });
    await content.addRows(url, 3, 90);
    const second = await copied(id, {}, 8);
    assert.equal(second.exported.file, null, 'its rows are sent one by one');
    assert.equal(second.result.outcome, 'updated');
    assert.equal(second.result.target?.id, copy);
    assert.equal(second.result.target?.access, 'public');
    assert.equal(portals.calls(portals.pair.target, 'publish'), 1);
    const third = await portals.copy(id);
    assert.equal(third.result.outcome, 'unchanged');
    assert.equal(third.exported.file, null);
  });

  it('AC-15: waits for an export that takes its time', async () => {
    portals.pair.source.switches.jobMs = 400;
    await copied((await layer()).id);
  });

  it('AC-15: waits 25 minutes for an export that is given an hour', async () => {
    const { id } = await layer();
    const { source: sandbox } = portals.pair;
    const until = Date.now() + 25 * 60_000;
    let ahead = 0;
    // The minutes fly by; then the portal gets the moments that its job really takes.
    const clock: Clock = {
      now: () => Date.now() + ahead,
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        if (clock.now() < until) ahead += ms;
        else await delay(20);
      },
    };
    const source = openPortal({
      url: sandbox.url,
      credentials: { kind: 'password', ...sandbox.admin },
      clock,
      readOnly: true,
    });
    const body = JSON.stringify({ status: 'processing' });
    sandbox.switches.fault = ({ path }) =>
      path.endsWith('/status') && clock.now() < until ? { kind: 'status', status: 200, body } : undefined;
    const { exported } = await copied(id, { source, timeLimit: 60 * 60_000 });
    assert.ok(exported.file);
    assert.ok(clock.now() >= until);
    assert.equal(portals.calls(sandbox, 'export'), 1);
    await source.close();
  });

  it('AC-15: adopts the export whose answer was lost, and exports only once', async () => {
    const { id } = await layer();
    failing(portals.pair.source, 'export', LOST);
    await copied(id);
    assert.equal(portals.calls(portals.pair.source, 'export'), 1);
  });

  it('AC-15: adopts the export that runs on after a proxy has given up, and exports only once', async () => {
    const { id } = await layer();
    portals.pair.source.switches.jobMs = 400;
    failing(portals.pair.source, 'export', { kind: 'late-status', status: 504 });
    const { exported } = await copied(id);
    assert.ok(exported.file);
    assert.equal(portals.calls(portals.pair.source, 'export'), 1);
  });

  it('AC-15: ends an export that never ends at its deadline, and others go on', async () => {
    const [stuck, other] = [await layer(), await layer()];
    portals.pair.source.switches.jobMs = 3_600_000;
    const clock = new TestClock();
    const source = openPortal({
      url: portals.pair.source.url,
      credentials: { kind: 'password', ...portals.pair.source.admin },
      clock,
      readOnly: true,
    });
    await assert.rejects(portals.copy(stuck.id, { source, timeLimit: 25 * 60_000 }), (error: ArcGISError) => {
      assert.equal(error.code, 'ARCGIS_TIMEOUT');
      assert.match(error.message, /Layer_/);
      return true;
    });
    assert.ok(clock.now() - Date.now() >= 24 * 60_000);
    await source.close();
    portals.pair.source.switches.jobMs = 0;
    await copied(other.id);
  });

  it('AC-15: tells what the portal says of an export that failed', async () => {
    const { id } = await layer();
    const failed = JSON.stringify({ status: 'failed', statusMessage: 'ERROR 000732: no such table' });
    failing(portals.pair.source, 'status', { kind: 'status', status: 200, body: failed });
    await assert.rejects(portals.copy(id), /ERROR 000732: no such table/);
  });

  it('AC-15: takes no export that is only partial, and tells what the portal says of it', async () => {
    const { id } = await layer();
    const body = JSON.stringify({ status: 'partial', statusMessage: 'Layer 0: 3 of 5 rows were exported.' });
    failing(portals.pair.source, 'status', { kind: 'status', status: 200, body });
    await assert.rejects(portals.copy(id), (error: ArcGISError) => {
      assert.equal(error.code, 'ARCGIS_JOB_FAILED');
      assert.match(error.message, /Layer_.*3 of 5 rows were exported/);
      return true;
    });
    assert.equal(portals.calls(portals.pair.source, 'export'), 1);
  });

  it('AC-39: is copied row by row if its export is refused, and the source stays as it was', async () => {
    const { id, url } = await layer();
    const before = await portals.from.json(url);
    const refusal = 'You do not have permissions to export this item.';
    failing(portals.pair.source, 'export', { kind: 'error', code: 403, message: refusal }, 2);
    const way = await copied(id);
    assert.doesNotMatch(String(before.capabilities), /Extract/);
    assert.ok(portals.calls(portals.pair.source, 'export') > 0, 'an administrator may try');
    assert.equal(way.exported.file, null);
    assert.equal(way.exported.warnings[0]?.code, 'EXPORT_REFUSED');
    assert.match(way.exported.warnings[0]?.message ?? '', /do not have permissions to export/);
    assert.equal((await portals.from.json(url)).capabilities, before.capabilities);
    const written = portals.pair.source.requests.all().filter(({ write, user }) => write && user !== null);
    assert.ok(
      written.every(({ path }) =>
        /\/(export|generateToken|addFeatures|createService|addToDefinition|update)$/.test(path),
      ),
    );
  });

  it('says clearly that the disk is full', async function () {
    if (process.platform !== 'linux') this.skip();
    const { id } = await layer();
    const run = await portals.run([id]);
    // The first export makes the folder; a device without room then stands where the second one is written.
    const { file } = await portals.export(run, (await layer()).id, { folder: portals.files });
    assert.ok(file);
    const folder = join(portals.files, 'full');
    await mkdir(folder);
    const full = join(folder, `${id}.gdb.zip`);
    await symlink('/dev/full', `${full}.part`);
    const deadline = Date.now() + 60_000;
    const request = {
      label: 'layer',
      itemId: id,
      owner: 'admin',
      mark: markFor(run, id, deadline),
      path: full,
      deadline,
    };
    await assert.rejects(exportGeodatabase(portals.source, request), (error: ArcGISError) => {
      assert.equal(error.code, 'ARCGIS_QUOTA');
      assert.match(error.message, /disk is full/);
      return true;
    });
    assert.deepEqual(await readdir(folder), []);
    await rm(portals.files, { recursive: true });
    await mkdir(portals.files);
    run.cancel('the test is over');
  });

  it('is published under another name if the portal says so inside an answer that looks like success', async () => {
    const { id } = await layer();
    const body = JSON.stringify({
      services: [
        {
          success: false,
          error: {
            code: 500,
            message: 'Service already exist with the name ("x") of type ("FeatureServer")',
          },
        },
      ],
    });
    failing(portals.pair.target, 'publish', { kind: 'status', status: 200, body });
    const way = await copied(id);
    assert.match(String(way.result.target?.url), /_2\/FeatureServer$/);
  });

  it('fails clearly if the portal does not publish it and gives no reason', async () => {
    const { id } = await layer();
    const body = JSON.stringify({ services: [{ success: false }] });
    failing(portals.pair.target, 'publish', { kind: 'status', status: 200, body });
    const { result, exported } = await portals.copy(id);
    assert.equal(result.error?.code, 'ARCGIS_JOB_FAILED');
    assert.match(result.error?.message ?? '', /did not publish/);
    await removeGeodatabase(exported.file?.path ?? '');
  });

  it('fails clearly if publishing fails late, leaves no service, and is copied by the next run', async () => {
    const { id } = await layer();
    const body = JSON.stringify({
      status: 'failed',
      statusMessage: 'ERROR 001369: Failed to create the service.',
    });
    failing(portals.pair.target, 'status', { kind: 'status', status: 200, body });
    const { result, exported } = await portals.copy(id);
    assert.equal(result.error?.code, 'ARCGIS_JOB_FAILED');
    assert.match(result.error?.message ?? '', /ERROR 001369/);
    await removeGeodatabase(exported.file?.path ?? '');
    portals.pair.target.switches.fault = undefined;
    await copied(id);
  });

  it('adopts the service whose publishing was not answered', async () => {
    const { id } = await layer();
    failing(portals.pair.target, 'publish', LOST);
    await copied(id);
    assert.equal(portals.calls(portals.pair.target, 'publish'), 1);
  });

  it('adopts the uploaded file whose answer was lost', async () => {
    const { id } = await layer();
    failing(portals.pair.target, 'addItem', LOST);
    await copied(id);
  });

  it('takes another service name if the one of the source is taken', async () => {
    const { id, url } = await layer();
    const name = /\/([^/]+)\/FeatureServer/.exec(url)?.[1] ?? '';
    await there.layer(name, 0);
    const way = await copied(id);
    assert.match(String(way.result.target?.url), new RegExp(`${name}_2/FeatureServer$`));
    assert.equal(way.result.target?.title, name);
  });

  it('AC-27: is renumbered where publishing does so, and maps follow', async () => {
    const { id, url } = await sparseLayer([0, 3, 35]);
    await content.portal.write(`${url}/35/addFeatures`, {
      features: JSON.stringify([{ geometry: { x: 1, y: 1 }, attributes: { NAME: 'thirty-five' } }]),
    });
    const operational = [
      { id: 'a', title: 'A', url: `${url}/35`, itemId: id, layerType: 'ArcGISFeatureLayer' },
    ];
    const map = await content.document('Web Map', 'Follows', {
      operationalLayers: operational,
      version: '2.30',
    });
    const run = await portals.run([id, map]);
    const exported = await portals.export(run, id);
    const result = await portals.publish(run, id, exported);
    assert.equal(result.error, undefined, JSON.stringify(result.error));
    assert.deepEqual(result.map.services[url]?.layers, { '0': '0', '3': '1', '35': '2' });
    assert.equal(result.warnings.filter(({ code }) => code === 'LAYER_RENUMBERED').length, 2);
    const follower = await portals.publish(run, map, { file: null, warnings: [], requests: 0 });
    const data = await portals.to.json<{ operationalLayers: { url: string }[] }>(
      `/content/items/${follower.target?.id}/data`,
    );
    const to = String(data.operationalLayers[0]?.url);
    assert.equal(to, `${result.target?.url}/2`);
    const { features } = await portals.to.json<{ features: { attributes: { NAME: string } }[] }>(
      `${to}/query`,
      {
        where: '1=1',
        outFields: '*',
      },
    );
    assert.equal(features[0]?.attributes.NAME, 'thirty-five');
    run.cancel('the test is over');
  });

  it('AC-35: gives way to an item in the recycle bin that holds its names, if so chosen, and does not purge it', async () => {
    const { id, url } = await layer();
    const name = /\/([^/]+)\/FeatureServer/.exec(url)?.[1] ?? '';
    const old = await there.layer(name, 0);
    const file = await there.file(name, 'a,b');
    for (const item of [old.id, file]) {
      await there.portal.write(`/content/users/${there.username}/items/${item}/delete`);
    }
    const way = await copied(id, { keep: true, settings: { whenRecycled: 'rename' } });
    assert.match(String(way.result.target?.url), new RegExp(`${name}_2/FeatureServer$`));
    assert.ok(way.result.warnings.some(({ code }) => code === 'NAME_IN_RECYCLE_BIN'));
    const deletions = portals.pair.target.requests.all().filter(({ path }) => path.endsWith('/delete'));
    for (const deleted of [old.id, file]) {
      assert.equal(deletions.filter(({ path }) => path.includes(deleted)).length, 1);
    }
  });

  it('AC-40: keeps its file as the source of the service, and gives it the new data', async () => {
    const { id, url } = await layer();
    const first = await copied(id, { keep: true });
    const service = String(first.result.target?.id);
    const related = async () => {
      const { relatedItems } = await portals.to.json<{
        relatedItems: { id: string; type: string; title: string }[];
      }>(`/content/items/${service}/relatedItems`, {
        relationshipType: 'Service2Data',
        direction: 'forward',
      });
      return relatedItems;
    };
    const [kept, ...others] = await related();
    assert.equal(others.length, 0);
    assert.equal(kept?.type, 'File Geodatabase');
    assert.equal(kept?.title, first.result.target?.title);
    await content.addRows(url, 2, 50);
    const second = await copied(id, { keep: true }, 7);
    assert.equal(second.result.target?.id, service);
    assert.deepEqual(
      (await related()).map((item) => item.id),
      [kept?.id],
    );
    const bytes = await portals.to.bytes(`/content/items/${kept?.id}/data`);
    assert.equal(bytes.length, second.exported.file?.bytes);
  });

  it('AC-26: a later run removes what a killed one left in both portals and on disk, and nothing else', async () => {
    const { id } = await layer();
    const dead = await portals.run([id]);
    const title = temporaryTitle(markFor(dead, id, Date.now() - 7 * 3_600_000));
    const fresh = temporaryTitle(markFor(dead, id, Date.now()));
    dead.cancel('killed');
    const leftover = (portal: Content, name: string) =>
      portal.document('File Geodatabase', name, {}, { tags: 'portal-copy-temporary' });
    const [ours, theirs, young, foreign] = await Promise.all([
      leftover(content, title),
      leftover(there, title),
      leftover(there, fresh),
      leftover(there, 'portal-copy-temporary of somebody else'),
    ]);
    const folder = join(portals.files, 'portal-copy-fgdb-killed');
    await mkdir(folder);
    await writeFile(join(folder, `${id}.gdb.zip`), 'left');
    await writeFile(join(portals.files, 'foreign.txt'), 'mine');
    const old = new Date(Date.now() - 48 * 3_600_000);
    await utimes(join(folder, `${id}.gdb.zip`), old, old);
    await utimes(folder, old, old);

    await copied(id);
    await assert.rejects(portals.from.json(`/content/items/${ours}`));
    await assert.rejects(portals.to.json(`/content/items/${theirs}`));
    assert.deepEqual(await readdir(portals.files), ['foreign.txt']);
    for (const kept of [young, foreign]) {
      assert.equal((await portals.to.json<{ id: string }>(`/content/items/${kept}`)).id, kept);
      await there.portal.write(`/content/users/${there.username}/items/${kept}/delete`, {
        permanentDelete: true,
      });
    }
    await rm(join(portals.files, 'foreign.txt'));
  });

  it('lets nothing else be written to a source that is locked', async () => {
    const { id } = await layer();
    const title = 'not temporary';
    const other = await content.document('File Geodatabase', title, {});
    await assert.rejects(portals.source.temporaryExports.remove(other), /no temporary export/);
    await assert.rejects(portals.source.temporaryExports.remove(id), /no temporary export/);
    await assert.rejects(portals.source.write(`/content/users/admin/items/${other}/delete`), /read-only/);
    await content.portal.write(`/content/users/${content.username}/items/${other}/delete`);
  });
});
