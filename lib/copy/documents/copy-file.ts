import { join, parse } from 'node:path';
import { digestOf } from '../../items/digest-of.js';
import type { Item, TargetId } from '../../items/item.js';
import { identityOf, isOfPipeline } from '../../items/item-keywords.js';
import { readItem } from '../../items/read-item.js';
import { withTempFolder } from '../../items/with-temp-folder.js';
import { addItem, updateItem } from '../../items/write-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { FilePart, Params } from '../../portal/portal.js';
import { digestStream } from '../../transfer/digest-stream.js';
import { type Download, downloadToFile } from '../../transfer/download-to-file.js';
import { fileNameHolder } from '../../transfer/file-name-holder.js';
import type { CopyJob } from '../copy-job.js';
import { decide, outcomeOf } from '../identity/decide.js';
import { isHeldInBin } from '../identity/name-in-bin.js';
import { mentionsOf, resolveNeeds } from '../needs.js';
import { placeOf } from '../place.js';
import { completeCopy } from '../proof/complete-copy.js';
import {
  copyIn,
  type Ended,
  keepCopy,
  leaveCopy,
  planCopy,
  reservePlanned,
  retireOld,
} from '../proof/end-copy.js';
import { verdictOn } from '../proof/verdict.js';
import { marked, wantedProperties } from '../proof/wanted-properties.js';
import { warnOfFile } from './warn-of-file.js';

/** Copies an item that is a file, byte by byte, through a temporary folder of its own. */
export async function copyFile(job: CopyJob): Promise<Ended> {
  job.copying.find([]);
  const decision = await decide(job);
  if (decision.kept) return keepCopy(job, decision.kept);
  const { into, complete } = decision;
  const { modified, size, name, thumbnail } = job.item;
  const state = async (copy: Item): Promise<string> => stateOf(copy);

  // Before anything is written, the id of a copy is only known if there is one.
  if (into) job.reserve(into.id, into.url, null);
  if (into && complete) {
    await resolveNeeds(job, { needed: [], mentioned: [mentionsOf(job.item)] });
    const digest = digestOf({ params: wantedProperties(job), modified, size, name, thumbnail });
    const verdict = await verdictOn(job, into, { digest, touched: into.modified, state });
    if (verdict.kind !== 'write') return leaveCopy(job, verdict, into, []);
    if (job.dryRun) return planCopy(job, decision);
    if (job.renewed) return describeAgain(job, into, digest);
  }

  if (job.dryRun) {
    reservePlanned(job, into);
    return planCopy(job, decision);
  }
  const isHeld = !into && name !== null && (await isHeldInBin(job, { kind: 'file', name }));
  return withTempFolder(async (folder) => {
    job.say('downloading');
    const path = join(folder, 'data');
    const file = await downloadToFile(job.source, `/content/items/${job.item.id}/data`, path, {
      signal: job.signal,
    });
    job.say('uploading');
    const raw = wantedProperties(job);
    const part = partOf(job, file, path);
    const { id, owner } = await upload(job, into, raw, isHeld ? renamed(job, part) : part);
    if (!into) job.reserve(id, null, null);
    await resolveNeeds(job, { needed: [], mentioned: [mentionsOf(job.item)] });
    const params = wantedProperties(job);
    if (digestOf(params) !== digestOf(raw)) {
      await updateItem(job.target, owner, id, marked(job, params, 'unfinished'), undefined, job.signal);
    }
    await checkBytes(job, id, file);
    await warnOfFile(job, path, file.bytes);
    const digest = digestOf({ params, modified, size, name, thumbnail });
    const written = { id, owner, thumbnail: into?.thumbnail ?? null, params, digest, state, parts: [] };
    const target = await completeCopy(job, written);
    await retireOld(job, decision.old, target);
    return { outcome: outcomeOf(decision), target };
  });
}

/** Writes what is said of a file that this run has brought: the file itself stays. */
async function describeAgain(job: CopyJob, into: Item, digest: string): Promise<Ended> {
  const { id, owner } = copyIn(into);
  const params = wantedProperties(job);
  await updateItem(job.target, owner, id, marked(job, params, 'unfinished'), undefined, job.signal);
  const state = async (copy: Item): Promise<string> => stateOf(copy);
  const written = { id, owner, thumbnail: into.thumbnail, params, digest, state, parts: [] };
  return { outcome: 'updated', target: await completeCopy(job, written) };
}

/** The portal keeps the file under this name, and refuses a second one of the same owner. */
function partOf(job: CopyJob, file: Download, path: string): FilePart {
  return { path, name: job.item.name ?? file.name ?? job.item.title, contentType: file.contentType };
}

async function upload(
  job: CopyJob,
  into: Item | null,
  params: Params,
  file: FilePart,
): Promise<{ id: TargetId; owner: string }> {
  const content = marked(job, params, 'unfinished');
  if (into) {
    const { id, owner } = copyIn(into);
    await underFreeName(job, into, file, (part) =>
      updateItem(job.target, owner, id, content, { file: part }, job.signal),
    );
    return { id, owner };
  }
  const folder = await placeOf(job);
  const id = await underFreeName(job, null, file, (part) =>
    addItem(job.target, job.owner, folder, content, { file: part }, job.signal),
  );
  job.pair.copies.add(job.item.id, id);
  return { id, owner: job.owner };
}

/** Writes the file under its own name, or if another copy has that, under the name that the copy has already, or under a new one. */
async function underFreeName(
  job: CopyJob,
  into: Item | null,
  file: FilePart,
  write: (part: FilePart) => Promise<TargetId>,
): Promise<TargetId> {
  try {
    return await write(file);
  } catch (error) {
    const own = into?.name && into.name !== file.name ? into.name : null;
    if (!(await isBesideAnother(job, own !== null, error))) throw error;
    const renamed = { ...file, name: own ?? numbered(file.name, job.run.info.id.slice(0, 8)) };
    job.warn(
      'FILE_RENAMED',
      `The file is named ${renamed.name} in the target, because ${file.name} is there already.`,
    );
    return write(renamed);
  }
}

/**
 * Whether the file name, which is unique among all files of an owner, is taken by another copy beside which this one is to be: the first one
 * where a second was asked for, or one of another pipeline. What is no copy is in the way of a new one.
 */
async function isBesideAnother(job: CopyJob, hasOwnName: boolean, error: unknown): Promise<boolean> {
  if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_EXISTS') return false;
  const { whenExists } = job.settings;
  if (hasOwnName || whenExists === 'new' || whenExists === 'replace') return true;
  const id = fileNameHolder(error);
  const holder = id && (await readItem(job.target, id, job.signal).catch(() => null));
  if (!holder) return false;
  const isCopy = identityOf(holder.typeKeywords).some((keyword) => keyword.startsWith('source-'));
  return isCopy && !isOfPipeline(holder.typeKeywords, job.run.info.pipeline);
}

function renamed(job: CopyJob, file: FilePart): FilePart {
  return { ...file, name: numbered(file.name, job.run.info.id.slice(0, 8)) };
}

function numbered(name: string, mark: string): string {
  const { name: base, ext } = parse(name);
  return `${base}_${mark}${ext}`;
}

async function checkBytes(job: CopyJob, id: TargetId, { sha256, bytes }: Download): Promise<void> {
  job.say('comparing');
  const { body } = await job.target.stream(`/content/items/${id}/data`, {}, { signal: job.signal });
  const actual = await digestStream(body);
  const ok = actual.sha256 === sha256 && actual.bytes === bytes;
  job.checks.push({ check: 'bytes of the file', expected: { bytes, sha256 }, actual, ok });
}

function stateOf({ title, snippet, description, tags, size, name }: Item): string {
  return digestOf({ title, snippet, description, tags, size, name });
}
