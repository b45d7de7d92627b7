import { join } from 'node:path';
import { copyItem } from '../../../lib/copy/copy-item.js';
import { exportLayerGeodatabase } from '../../../lib/copy/geodatabases/export-layer-geodatabase.js';
import { removeGeodatabase } from '../../../lib/copy/geodatabases/geodatabase-folders.js';
import { runs } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import type { SourceId } from '../../../lib/items/item.js';
import { readItem } from '../../../lib/items/read-item.js';
import { withTempFolder } from '../../../lib/items/with-temp-folder.js';
import { openPortal } from '../../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { runMark } from '../../../lib/portal/temporary-mark.js';
import { downloadToFile } from '../../../lib/transfer/download-to-file.js';
import { uploadInParts } from '../../../lib/transfer/upload-in-parts.js';
import { waitForJob } from '../../../lib/transfer/wait-for-job.js';
import type { FilesDone, FilesTask } from './files-task.js';
import type { PortalAccess } from './task.js';

const MB = 1024 * 1024;
const SAMPLE_MS = 20;
const HOUR = 3_600_000;

const settings = {
  owner: '',
  folder: { kind: 'root' },
  whenExists: 'new',
  whenEdited: 'keep',
  verify: 'full',
  dependencies: 'existing',
} as const;

const NODE = { id: 'bench', name: 'bench' };

type Found = Pick<FilesDone, 'ms' | 'bytes' | 'outcomes' | 'error' | 'phases'>;

/** Every layer through both nodes, as soon as its message can be: all exports are asked for at once. */
async function queue(
  source: WritablePortal,
  target: WritablePortal,
  ids: string[],
  folder: string,
): Promise<Found> {
  const { signal } = new AbortController();
  const started = performance.now();
  const items = await Promise.all(ids.map((id) => readItem(source, id as SourceId, signal)));
  const run = runs.open(
    { pipeline: '', dryRun: false, portal: source.url },
    items.map((item) => summaryOf(item)),
  );
  const found: Found = { ms: 0, bytes: 0, outcomes: {}, error: null, phases: {} };
  const note = (what: string, at: number): void => {
    const { first = at } = found.phases[what] ?? {};
    found.phases[what] = { first, last: at };
  };
  await Promise.all(
    ids.map(async (id) => {
      run.entered(id, NODE);
      const progress = (what: string): void => note(what, performance.now() - started);
      const place = { run, source, copying: null, folder, timeLimit: HOUR, signal, progress };
      const { file, warnings } = await exportLayerGeodatabase(place, id as SourceId);
      if (!file) throw new Error(`Not exported: ${JSON.stringify(warnings)}`);
      const geodatabase = { ...file, sourceId: id, keep: false };
      const result = await copyItem(
        { run, source, target, settings, signal, geodatabase, progress },
        id as SourceId,
      );
      await removeGeodatabase(file.path);
      run.left(id, NODE, false);
      found.bytes = file.bytes;
      found.outcomes[result.outcome] = (found.outcomes[result.outcome] ?? 0) + 1;
      found.error ??= result.error?.message ?? null;
    }),
  );
  found.ms = performance.now() - started;
  run.cancel('the bench has what it wanted');
  return found;
}

/** One exported file, downloaded as often as there are layers, one after the other; nothing else. */
async function downloads(source: WritablePortal, ids: string[], folder: string): Promise<Found> {
  const [itemId = ''] = ids;
  const owner = String((await source.self()).user?.username);
  const deadline = Date.now() + HOUR;
  const mark = { run: runMark('bench'), source: itemId, until: deadline };
  const { exportItemId, jobId } = await source.temporaryExports.start({ itemId, owner, mark });
  const id = String(exportItemId);
  const path = `/content/users/${owner}/items/${id}/status`;
  const params = { jobType: 'export', jobId: String(jobId) };
  await waitForJob(source, { path, params, deadline, what: 'The export', partial: 'failed' });
  const found: Found = { ms: 0, bytes: 0, outcomes: {}, error: null, phases: {} };
  const started = performance.now();
  for (const _ of ids) {
    found.bytes = (await downloadToFile(source, `/content/items/${id}/data`, join(folder, 'file.zip'))).bytes;
  }
  found.ms = performance.now() - started;
  await source.temporaryExports.remove(id);
  return found;
}

/** The same up. */
async function uploads(
  source: WritablePortal,
  target: WritablePortal,
  ids: string[],
  folder: string,
): Promise<Found> {
  const { bytes } = await downloads(source, ids.slice(0, 1), folder);
  const owner = String((await target.self()).user?.username);
  const made: string[] = [];
  const started = performance.now();
  for (const id of ids) {
    const params = { type: 'File Geodatabase', title: `bench ${id}` };
    const file = { path: join(folder, 'file.zip'), name: `bench_${id}.zip`, bytes };
    made.push(await uploadInParts(target, { owner, folderId: null, params, file }));
  }
  const ms = performance.now() - started;
  for (const id of made) {
    await target.write(`/content/users/${owner}/items/${id}/delete`, { permanentDelete: true });
  }
  return { ms, bytes, outcomes: {}, error: null, phases: {} };
}

async function perform(
  { what, ids }: FilesTask,
  source: WritablePortal,
  target: WritablePortal,
): Promise<Found> {
  return withTempFolder((folder) => {
    if (what === 'queue') return queue(source, target, ids, folder);
    return what === 'downloads' ? downloads(source, ids, folder) : uploads(source, target, ids, folder);
  });
}

/** Told its task in the first message; tells what it found in another. */
process.once('message', async (task: FilesTask) => {
  const open = ({ url, username, password }: PortalAccess) =>
    openPortal({ url, credentials: { kind: 'password', username, password } });
  const [source, target] = [open(task.source), open(task.target)];
  await Promise.all([source.self(), target.self()]);
  globalThis.gc?.();
  const idle = process.memoryUsage.rss() / MB;
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss() / MB);
  }, SAMPLE_MS);
  const found = await perform(task, source, target);
  clearInterval(sampling);
  const done: FilesDone = { ...found, idle, peak };
  await Promise.all([source.close(), target.close()]);
  process.send?.(done, () => process.exit(0));
});
