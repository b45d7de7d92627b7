import { join } from 'node:path';
import { exportGeodatabase } from '../../features/geodatabase/export-geodatabase.js';
import { geodatabaseLimits } from '../../features/geodatabase/geodatabase-limits.js';
import { type LayerService, readLayerService } from '../../features/layer-service.js';
import { serviceState } from '../../features/service-state.js';
import type { Warning } from '../../items/findings.js';
import type { Item, SourceId } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import { readItem } from '../../items/read-item.js';
import type { WritablePortal } from '../../portal/portal.js';
import { sizeText } from '../../transfer/disk-full.js';
import type { CopySettings } from '../copy-settings.js';
import { countedPortal } from '../run/counted-portal.js';
import type { ArcgisMessage } from '../run/message.js';
import type { Run } from '../run/run.js';
import { Slots } from '../run/slots.js';
import { noteExport } from './exported-geodatabases.js';
import { filesOnDisk } from './files-on-disk.js';
import {
  type GeodatabaseFolders,
  geodatabaseFolders,
  geodatabaseName,
  sweepFolders,
} from './geodatabase-folders.js';
import { markFor, sweepExports, sweepUploads } from './published-marks.js';
import { willBeUsed } from './will-be-used.js';

/** What one node knows when it exports. */
export interface ExportContext {
  run: Run;
  /** May be locked as read-only: only the temporary export is written. */
  source: WritablePortal;
  /** Where the layer is copied to, and by which choices, if that is known: what will not be used there is not exported. */
  copying: { target: WritablePortal; settings: CopySettings; keep: boolean } | null;
  /** Folder for the files; '' for one of the run's own. */
  folder: string;
  /** How long the portal may take for one export, in ms. */
  timeLimit: number;
  signal: AbortSignal;
  /** Told what is being done, in words for a status line. */
  progress?: (what: string) => void;
  /** Told what a large download needs of the disk, before it begins. */
  say?: (what: string) => void;
  folders?: GeodatabaseFolders;
}

/** What was exported, or why nothing was. */
export interface LayerExport {
  /** Null: the item is no hosted layer, its copy has no use for the file, or it cannot go this way. */
  file: NonNullable<ArcgisMessage['file']> | null;
  warnings: Warning[];
  requests: number;
}

/** Exports that a portal works on at once, for one run. */
const EXPORTS_AT_ONCE = 4;
/** Bytes from which on a download takes longer than what is around it. */
const LARGE = 32 * 1024 * 1024;

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
  const item = (await readItem(source, sourceId, signal)) as Item & { id: SourceId };
  if (kindOf(item).kind !== 'layer' || run.info.dryRun) return work;
  await sweepLeftovers(context);
  const service = await readLayerService(source, String(item.url), signal);
  const { copying } = context;
  if (copying) {
    const { keep, ...choices } = copying;
    const copy = { run, source, signal, ...choices };
    if (!(await willBeUsed(copy, keep, item, serviceState(service).edits))) return work;
  }
  const limits = geodatabaseLimits(service);
  if (limits.length > 0) return { ...work, warnings: limits };
  const refusal = await foreseenRefusal(source, item, service, signal);
  if (refusal !== null) return { ...work, warnings: [refused(item, refusal)] };

  const folder = await (context.folders ?? geodatabaseFolders).of(run, context.folder);
  const lanes = await run.once(`export lanes ${source.url}`, async () => new ExportLanes());
  lanes.toCome.set(item.id, Math.max(0, item.size));
  await lanes.exports.take();
  let isThere = false;
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
      {
        signal,
        ...(context.progress && { progress: context.progress }),
        turn: (bytes) => turnOf(context, lanes, { id: item.id, label, path, bytes }, signal),
      },
    );
    if (exported.kind === 'refused') return { ...work, warnings: [refused(item, exported.reason)] };
    const { bytes, sha256 } = exported.file;
    isThere = true;
    filesOnDisk.arrived(path, source.clock);
    return { ...work, file: { path, name, bytes, sha256 }, warnings: exported.warnings };
  } finally {
    lanes.toCome.delete(item.id);
    if (!isThere) filesOnDisk.gone(join(folder, geodatabaseName(item.id)));
    lanes.exports.give();
  }
}

/** Where exports of one run wait for each other. */
class ExportLanes {
  readonly exports = new Slots(EXPORTS_AT_ONCE);
  /** A large file fills the line: the sooner the first is there, the sooner its upload begins beside the next download. */
  readonly large = new Slots(1);
  readonly small = new Slots(EXPORTS_AT_ONCE);
  /** Bytes of the files that are not downloaded yet, by item: what the source says of the layer until its export is there, 0 if it says nothing. */
  readonly toCome = new Map<string, number>();

  /** What follows after the file of an item, in words; '' if nothing is known to. */
  after(itemId: string): string {
    const sizes = [...this.toCome].filter(([id]) => id !== itemId).map(([, bytes]) => bytes);
    if (sizes.length === 0) return '';
    const sum = sizeText(sizes.reduce((all, bytes) => all + bytes, 0));
    const unknown = sizes.filter((bytes) => bytes === 0).length;
    return `; ${sizes.length} more to come, ${sum} in all${unknown > 0 ? ` (${unknown} of unknown size)` : ''}`;
  }
}

/** Waits for room on the disk, then for the line; gives back the line. Says what comes before it does. */
async function turnOf(
  context: ExportContext,
  lanes: ExportLanes,
  { id, label, path, bytes }: { id: string; label: string; path: string; bytes: number },
  signal: AbortSignal,
): Promise<() => void> {
  lanes.toCome.set(id, bytes);
  const disk = await filesOnDisk.take({ path, bytes }, context.source.clock, signal);
  const lane = bytes >= LARGE ? lanes.large : lanes.small;
  await lane.take();
  if (bytes >= LARGE) context.say?.(`The ${label} is downloaded, ${disk}${lanes.after(id)}.`);
  return () => {
    lanes.toCome.delete(id);
    lane.give();
  };
}

/** Removes what killed processes left in both portals and on disk, even if this run has nothing to export. */
async function sweepLeftovers({ run, source, copying, folder }: ExportContext): Promise<void> {
  await Promise.all([
    sweepExports(source, run),
    copying && sweepUploads(copying.target, run),
    run.once(`sweep folders ${folder}`, () => sweepFolders(folder)),
  ]);
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
