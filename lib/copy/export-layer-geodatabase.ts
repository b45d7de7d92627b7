import { join } from 'node:path';
import { exportGeodatabase } from '../features/geodatabase/export-geodatabase.js';
import { geodatabaseLimits } from '../features/geodatabase/geodatabase-limits.js';
import { type LayerService, readLayerService } from '../features/layer-service.js';
import { serviceState } from '../features/service-state.js';
import { readStamp } from '../items/copy-stamp.js';
import { digestOf } from '../items/digest-of.js';
import type { Warning } from '../items/findings.js';
import type { Item, SourceId } from '../items/item.js';
import { kindOf } from '../items/item-kinds.js';
import { readItem } from '../items/read-item.js';
import type { WritablePortal } from '../portal/portal.js';
import type { CopySettings } from './copy-settings.js';
import { countedPortal } from './counted-portal.js';
import { noteExport } from './exported-geodatabases.js';
import { type GeodatabaseFolders, geodatabaseFolders, geodatabaseName } from './geodatabase-folders.js';
import type { ArcgisMessage } from './message.js';
import { openPair } from './pair.js';
import { markFor, sweepExports } from './published-marks.js';
import type { Run } from './run.js';
import { Slots } from './slots.js';

/** What one node knows when it exports. */
export interface ExportContext {
  run: Run;
  /** May be locked as read-only: only the temporary export is written. */
  source: WritablePortal;
  /** Where the layer is copied to, if that is known: what is unchanged there is not exported. */
  target: WritablePortal | null;
  /** Folder for the files; '' for one of the run's own. */
  folder: string;
  /** How long the portal may take for one export, in ms. */
  timeLimit: number;
  signal: AbortSignal;
  /** Told what is being done, in words for a status line. */
  progress?: (what: string) => void;
  folders?: GeodatabaseFolders;
}

/** What was exported, or why nothing was. */
export interface LayerExport {
  /** Null: the item is no hosted layer, its copy is up to date, or it cannot go this way. */
  file: NonNullable<ArcgisMessage['file']> | null;
  warnings: Warning[];
  requests: number;
}

/** Exports that a portal works on at once, for one run. */
const EXPORTS_AT_ONCE = 4;

/**
 * Exports a hosted feature layer as a File Geodatabase into a folder of the run. Views, and everything that is no hosted layer, are left to
 * others, and so are layers that the user may not export, or that a geodatabase cannot carry: a warning says so. Whoever asks for the
 * same item of a run gets the same file.
 */
export function exportLayerGeodatabase(context: ExportContext, sourceId: SourceId): Promise<LayerExport> {
  const { run, source } = context;
  const exporting = run.once(`geodatabase ${source.url} ${sourceId}`, () => exportOne(context, sourceId));
  const geodatabase = exporting.then(({ file }) => file && { ...file, sourceId, keep: false });
  noteExport(run, sourceId, geodatabase);
  return exporting;
}

async function exportOne(context: ExportContext, sourceId: SourceId): Promise<LayerExport> {
  const { run } = context;
  const work = { file: null, warnings: [] as Warning[], requests: 0 };
  const signal = AbortSignal.any([run.signal, context.signal]);
  const source = countedPortal(context.source, () => {
    work.requests += 1;
  });
  const item = await readItem(source, sourceId, signal);
  if (kindOf(item).kind !== 'layer' || run.info.dryRun) return work;
  const service = await readLayerService(source, String(item.url), signal);
  if (context.target && (await isUpToDate(context, context.target, item, service, signal))) return work;
  const limits = geodatabaseLimits(service);
  if (limits.length > 0) return { ...work, warnings: limits };
  const refusal = await foreseenRefusal(source, item, service, signal);
  if (refusal !== null) return { ...work, warnings: [refused(item, refusal)] };

  const folder = await (context.folders ?? geodatabaseFolders).of(run, context.folder);
  await sweepExports(context.source, run);
  const slots = await run.once(`export slots ${source.url}`, async () => new Slots(EXPORTS_AT_ONCE));
  await slots.take();
  try {
    signal.throwIfAborted();
    const name = geodatabaseName(item.id);
    const path = join(folder, name);
    const deadline = source.clock.now() + context.timeLimit;
    const label = `${item.type} "${item.title}" (${item.id})`;
    const mark = markFor(run, item.id, deadline);
    const exported = await exportGeodatabase(
      source,
      { label, itemId: item.id, owner: item.owner, mark, path, deadline },
      { signal, ...(context.progress && { progress: context.progress }) },
    );
    if (exported.kind === 'refused') return { ...work, warnings: [refused(item, exported.reason)] };
    const { bytes, sha256 } = exported.file;
    return { ...work, file: { path, name, bytes, sha256 }, warnings: exported.warnings };
  } finally {
    slots.give();
  }
}

/** Others than the owner and administrators need the capability Extract ("export data"). It is never switched on here. */
async function foreseenRefusal(
  source: WritablePortal,
  item: Item,
  { service }: LayerService,
  signal: AbortSignal,
): Promise<string | null> {
  const { user } = await source.self(signal);
  if (!user) return 'nobody is signed in to the source';
  const mayAlways =
    user.username === item.owner ||
    user.role === 'org_admin' ||
    user.privileges.includes('portal:admin:updateItems');
  const capabilities = String(service.capabilities ?? '').split(',');
  if (mayAlways || capabilities.some((one) => one.trim() === 'Extract')) return null;
  return `it belongs to ${item.owner}, who does not let others export data`;
}

function refused({ type, title, id }: Item, reason: string): Warning {
  return {
    code: 'EXPORT_REFUSED',
    message: `The ${type} "${title}" (${id}) could not be exported: ${reason}. It is copied row by row instead; nothing was changed in the source.`,
  };
}

/** A finished copy whose stamp says that neither the item nor any row was changed since. */
async function isUpToDate(
  context: ExportContext,
  target: WritablePortal,
  item: Item,
  service: LayerService,
  signal: AbortSignal,
): Promise<boolean> {
  const { run, source } = context;
  const pair = await openPair({ run, source, target, settings: ANY, signal });
  await pair.copies.list(pair.user.username);
  const { finished } = await pair.copies.candidates(item, signal);
  const [copy] = finished;
  const stamp = finished.length === 1 && copy ? readStamp(copy) : null;
  if (!stamp?.layers || stamp.modified !== item.modified) return false;
  const { edits } = serviceState(service);
  const isKnown = Object.values(edits).every((edit) => edit !== null);
  return isKnown && digestOf(stamp.layers) === digestOf(edits);
}

/** What is chosen for the copies does not matter for looking at them. */
const ANY: CopySettings = {
  owner: '',
  folder: { kind: 'same' },
  whenExists: 'update',
  whenEdited: 'keep',
  verifyRows: 'all',
  copyDependencies: false,
};
