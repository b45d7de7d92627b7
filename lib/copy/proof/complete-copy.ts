import { type CopyStamp, stampParams } from '../../items/copy-stamp.js';
import type { Item, TargetId } from '../../items/item.js';
import { UNFINISHED } from '../../items/item-keywords.js';
import { kindOf, WITH_SERVICE } from '../../items/item-kinds.js';
import { readItem } from '../../items/read-item.js';
import { updateItem } from '../../items/write-item.js';
import type { Params } from '../../portal/portal.js';
import type { CopyJob } from '../copy-job.js';
import { carryMarks } from '../identity/carry-marks.js';
import { checkProperties } from './check-properties.js';
import { copyEnvelope, type Part } from './copy-envelope.js';
import { scanResidue } from './scan-residue.js';
import { marked } from './wanted-properties.js';
import { writeTags } from './write-tags.js';

/** A copy whose content has been written, before it is proven and finished. */
export interface Written {
  id: TargetId;
  owner: string;
  /** Thumbnail that the copy had before, as its item names it. */
  thumbnail: string | null;
  /** Properties without marks, as they were written. */
  params: Params;
  /** Stands for all that was written. */
  digest: string;
  /** What the copy holds now, to see later whether somebody edited it. */
  state: (copy: Item) => Promise<string>;
  /** What the target has stored, to be scanned for the source. */
  parts: Part[];
  /** What lets the next run leave the copy alone without reading it; asked when everything has been compared. */
  seen?: () => CopyStamp['seen'];
  /** Of a layer: last edit of the source by layer id, at the time its rows were read. */
  layers?: Record<string, number | null>;
  /** Of a layer: digest of the data that was written. */
  data?: string;
  /** Of a layer: its rows in the source by layer id. */
  rows?: Record<string, number>;
  /** Of a layer: the highest attachment id in the source by layer id. */
  attachments?: Record<string, number>;
}

/**
 * What every copy ends with: thumbnail, metadata and resources, everything read back and compared, no reference to the source left, and only
 * then the mark "unfinished" off and the stamp on. A copy that fails a check keeps its mark, so that the next run completes it.
 */
export async function completeCopy(job: CopyJob, written: Written): Promise<Item> {
  job.say('checking');
  const resources = await copyEnvelope(job, written);
  const tags = await writeTags(job, written);
  const copy = await readBack(job, { ...written, params: { ...written.params, ...tags } });
  scanResidue(job, [{ where: 'item', document: copy }, ...written.parts, ...resources]);
  if (job.checks.some(({ ok }) => !ok)) return copy;
  return finish(job, written, copy);
}

/** ArcGIS Online sometimes shows an update of an item only some seconds later, so a difference is looked at again. */
const PATIENCE_MS = [1000, 3000];

async function readBack(job: CopyJob, { id, params }: Written): Promise<Item> {
  const expected = marked(job, params, 'unfinished');
  let copy = await readItem(job.target, id, job.signal);
  let found = checkProperties(expected, copy);
  for (const wait of PATIENCE_MS) {
    if (found.checks.every(({ ok }) => ok)) break;
    await job.target.clock.sleep(wait, job.signal);
    copy = await readItem(job.target, id, job.signal);
    found = checkProperties(expected, copy);
  }
  job.checks.push(...found.checks);
  job.warnings.push(...found.warnings);
  return copy;
}

async function finish(job: CopyJob, written: Written, copy: Item): Promise<Item> {
  const { typeKeywords, properties } = marked(job, written.params, 'finished');
  const seen = written.seen?.();
  const stamp: CopyStamp = {
    source: job.item.id,
    modified: job.item.modified,
    ...(written.layers && { layers: written.layers }),
    ...(written.data && { data: written.data }),
    ...(written.rows && { rows: written.rows }),
    ...(written.attachments && { attachments: written.attachments }),
    ...serviceOf(job),
    ...(Object.keys(job.map.groups).length > 0 && { groups: job.map.groups }),
    digest: written.digest,
    ...(seen && { seen }),
    result: await written.state(copy),
    // By the clock of the portal, with which later edits are compared.
    copied: copy.modified,
  };
  const params = { typeKeywords, ...stampParams(stamp, asProperties(properties)) };
  await updateItem(job.target, written.owner, written.id, params, undefined, job.signal);
  const marks = await carryMarks(job, copy);
  const finished = await readItem(job.target, written.id, job.signal);
  const isFinished = !finished.typeKeywords.includes(UNFINISHED);
  job.checks.push({ check: 'finished', expected: true, actual: isFinished, ok: isFinished });
  for (const [mark, expected] of Object.entries(marks)) {
    job.checks.push({ check: mark, expected, actual: finished[mark], ok: finished[mark] === expected });
  }
  return finished;
}

/** What the service of the copy stands for, in few words: most layers and fields keep their names. */
function serviceOf({ item, map }: CopyJob): Pick<CopyStamp, 'service'> {
  const { url } = item;
  const mapping = url === null ? undefined : map.services[url];
  // Others may have the address of a service as well.
  if (url === null || !mapping || !WITH_SERVICE.has(kindOf(item).kind)) return {};
  const layers = Object.entries(mapping.layers).filter(([from, to]) => from !== to);
  return {
    service: {
      url,
      ...(layers.length > 0 && { layers: Object.fromEntries(layers) }),
      ...(mapping.fields && { fields: mapping.fields }),
    },
  };
}

function asProperties(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}
