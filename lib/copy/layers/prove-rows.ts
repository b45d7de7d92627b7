import type { copyRows } from '../../features/copy-rows.js';
import { lastEdits } from '../../features/last-edits.js';
import type { LayerService } from '../../features/layer-service.js';
import type { RowsProgress, RowsResult, RowsUpdateOptions } from '../../features/rows-request.js';
import { serviceState } from '../../features/service-state.js';
import { updateRows } from '../../features/update-rows.js';
import type { CopyStamp } from '../../items/copy-stamp.js';
import { digestOf } from '../../items/digest-of.js';
import type { CopyJob } from '../copy-job.js';
import { type HostedCopy, verifyServiceCopy } from './hosted-copy.js';
import { wantedService } from './wanted-service.js';

/** Loads rows into the copy; null if none had to be. */
export type Load = (
  ...args: [...Parameters<typeof copyRows>, RowsUpdateOptions?]
) => Promise<RowsResult | null>;

/** How rows are loaded and read, and what is known of the copy. */
interface Loading {
  load: Load;
  read: (job: CopyJob) => Promise<LayerService>;
  mends: boolean;
  /** Of the copy as it was before; null of a new one. */
  stamp: CopyStamp | null;
}

/** Checks whose failure loading rows again can make good. */
const OF_ROWS = /^(rows|values|extent|attachments|contents) /;
/** How often rows are brought in line while somebody goes on editing the source. */
const ROUNDS = 3;

/**
 * Rows and attachments: all of them into a new service, what differs into one that has some, and then everything is compared. If the source was
 * edited meanwhile they are brought in line once more, so that work going on in the source is no failure of the copy; edits that go on and on are
 * left to the next run. `read` reads the source once more. `mends`: rows that differ although nobody edited them are corrected as
 * well. Attachments whose bytes differ always are.
 */
export async function proveRows(
  job: CopyJob,
  from: LayerService,
  copy: HostedCopy,
  { load, read, mends, stamp }: Loading,
): Promise<void> {
  const to = { url: copy.url, mapping: copy.mapping };
  const options = rowOptions(job, stamp);
  const loaded = await load(job.source, job.target, { from, to }, options);
  job.warnings.push(...(loaded?.warnings ?? []));
  // Rows that were not touched are as they were proven before.
  const rows = loaded ? job.settings.verify : 'counts';
  let [current, told] = [from, loaded ?? undefined];
  for (let round = 1; ; round += 1) {
    const before = job.checks.length;
    await verifyServiceCopy(job, current, copy, rows, told && withoutUnwatched(told, current));
    const failed = job.checks.slice(before).filter(({ ok }) => !ok);
    const ofRows = failed.filter(({ check }) => OF_ROWS.test(check));
    if (failed.length === 0 && !loaded) return;
    const wasEdited = await isEdited(job, current);
    if (failed.length === 0 || ofRows.length === 0) {
      if (wasEdited) warnOfEdits(job);
      return;
    }
    const names = ofRows.map(({ check }) => check).join(', ');
    if (wasEdited && round >= ROUNDS) {
      const others = job.checks.slice(before).filter((one) => !ofRows.includes(one));
      job.checks.splice(before, job.checks.length - before, ...others);
      job.warn(
        'SOURCE_EDITED',
        `The layer is edited in the source all the time, so it could not be compared to the end (${names}). Run again when it is quiet: only what differs is sent.`,
      );
      return;
    }
    // Files of the same name and size: only their bytes tell them apart.
    const otherBytes = ofRows.some(({ check }) => check.startsWith('contents '));
    if (!wasEdited && !((mends || otherBytes) && round === 1)) return;
    if (wasEdited) {
      current = wantedService(job, await read(job)).service;
      if (round === 1) warnOfCopiedEdits(job);
    } else {
      job.warn(
        'ROWS_MENDED',
        `What ${mends ? 'the file brought' : 'the copy had'} differed from the source (${names}), and was corrected row by row.`,
      );
    }
    job.checks.length = before;
    const again = await updateRows(
      job.source,
      job.target,
      { from: current, to },
      { ...options, mode: 'changes', attachmentBytes: otherBytes },
    );
    told = again;
  }
}

function rowOptions(job: CopyJob, stamp: CopyStamp | null): RowsUpdateOptions {
  const { rowUpdate, rowKeys } = job.settings;
  return {
    signal: job.signal,
    progress: (progress) => job.say(wordsFor(progress)),
    ...(rowUpdate && { mode: rowUpdate }),
    ...(rowKeys && { keys: rowKeys }),
    ...(stamp?.attachments && { attachmentsUpTo: stamp.attachments }),
  };
}

/** What was read on the way counts only where later edits would be noticed. */
function withoutUnwatched(told: RowsResult, from: LayerService): Parameters<typeof verifyServiceCopy>[4] {
  const isWatched = Object.values(serviceState(from).edits).every((edit) => edit !== null);
  return isWatched ? told : { notKept: told.notKept };
}

/** By the last edits before and after; a service that does not tell them is taken as not edited. */
async function isEdited(job: CopyJob, before: LayerService): Promise<boolean> {
  const edits = await lastEdits(job.source, before, job.signal);
  return digestOf(edits) !== digestOf(serviceState(before).edits);
}

function warnOfCopiedEdits(job: CopyJob): void {
  job.warn(
    'SOURCE_EDITED',
    'The layer was edited in the source while it was copied; the edits were copied as well.',
  );
}

function warnOfEdits(job: CopyJob): void {
  if (job.warnings.some(({ code }) => code === 'SOURCE_EDITED')) return;
  job.warn(
    'SOURCE_EDITED',
    'The layer was edited in the source while it was copied. The copy is sound, but may lack the last edits: run again, and only what differs is sent.',
  );
}

function wordsFor({ layer, rows, of, attachments }: RowsProgress): string {
  return `${layer}: ${rows}/${of}${attachments ? ` +${attachments}` : ''}`;
}
