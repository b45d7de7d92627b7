import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyItem } from '../../../lib/copy/copy-item.js';
import type { CopySettings } from '../../../lib/copy/copy-settings.js';
import { exportLayerGeodatabase } from '../../../lib/copy/geodatabases/export-layer-geodatabase.js';
import { runs } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import type { SourceId } from '../../../lib/items/item.js';
import { readItem } from '../../../lib/items/read-item.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import type { Way } from './task.js';

const SETTINGS: CopySettings = {
  owner: '',
  folder: { kind: 'root' },
  whenExists: 'new',
  whenEdited: 'keep',
  verify: 'full',
  dependencies: 'existing',
};

const NODE = { id: 'bench', name: 'bench' };

/** The whole copy as the nodes make it, everything compared. Resolves with the outcome, or what is wrong. */
export async function copyByEngine(
  source: WritablePortal,
  target: WritablePortal,
  id: string,
  way: Exclude<Way, 'loop'>,
): Promise<string> {
  const { signal } = new AbortController();
  const item = await readItem(source, id as SourceId, signal);
  const run = runs.open({ pipeline: '', dryRun: false, portal: source.url }, [summaryOf(item)]);
  const folder = await mkdtemp(join(tmpdir(), 'bench-files-'));
  // As long as a message of it is in a node a run does not end, however long the export takes.
  run.entered(item.id, NODE);
  try {
    const context = { run, source, target, settings: SETTINGS, signal };
    const exporting = { run, source, copying: null, folder, timeLimit: 3_600_000, signal };
    const exported = way === 'export-fgdb' ? await exportLayerGeodatabase(exporting, id as SourceId) : null;
    const file = exported?.file;
    if (exported && !file) return `not exported: ${JSON.stringify(exported.warnings)}`;
    const geodatabase = file && { geodatabase: { ...file, sourceId: id, keep: false } };
    const result = await copyItem({ ...context, ...geodatabase }, id as SourceId);
    const failed = result.checks.filter(({ ok }) => !ok);
    return result.outcome === 'failed' ? `failed: ${JSON.stringify([result.error, failed])}` : result.outcome;
  } finally {
    run.left(item.id, NODE, false);
    run.cancel('the bench has what it wanted');
    await rm(folder, { recursive: true, force: true });
  }
}
