import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import { replyLost } from '../portal/reply-lost.js';
import { digestStream } from '../transfer/digest-stream.js';
import { downloadToFile } from '../transfer/download-to-file.js';
import { asArray, asJson, type Json, layerLabel } from './definition.js';
import { InFlight } from './in-flight.js';
import { type Attachment, attachmentKey, readAttachments } from './read-attachments.js';
import type { LayerPair } from './service-mapping.js';

/** Rows asked for in one query. */
const rowsPerQuery = 500;
/** Rows whose attachments are on their way at once. */
const rowsInFlight = 8;
/** How often the row is looked at after an answer was lost, and how long before each look, in ms. */
const looks = [1000, 3000, 9000];

/** Which attachments of the same name, size and keywords are the same: not those of the source with a higher id, and by their bytes if that is wanted. */
export interface AttachmentUpdate {
  knownUpTo: number;
  byBytes: boolean;
}

export interface AttachmentCopy {
  source: ReadablePortal;
  target: WritablePortal;
  pair: LayerPair;
  /** Layer URLs. */
  from: string;
  to: string;
  /** ObjectID in the source → in the target. */
  ids: ReadonlyMap<number, number>;
  /** The target's rows may have attachments already: the same ones stay, others are removed. */
  update?: AttachmentUpdate;
  signal?: AbortSignal;
  copied?: (attachments: number) => void;
}

/**
 * Copies the files of a layer's rows with name, content type and keywords, through a temporary folder that is removed again.
 * Returns how many files were transferred. Throws ARCGIS_PARTIAL, after all others were copied, if the portal refused some.
 */
export async function copyAttachments(copy: AttachmentCopy): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-copy-'));
  const refused: string[] = [];
  const lanes = new InFlight(rowsInFlight);
  let copied = 0;
  try {
    const rows = [...copy.ids.keys()].sort((a, b) => a - b);
    for (let start = 0; start < rows.length; start += rowsPerQuery) {
      const chunk = rows.slice(start, start + rowsPerQuery);
      const wanted = await readAttachments(copy.source, copy.from, copy.pair.source, chunk, copy.signal);
      const there = copy.update ? await targetAttachments(copy, chunk) : new Map<number, Attachment[]>();
      for (const row of chunk) {
        const present = there.get(copy.ids.get(row) ?? -1) ?? [];
        const { missing, surplus } = await compare(copy, row, wanted.get(row) ?? [], present);
        if (missing.length === 0 && surplus.length === 0) continue;
        await lanes.start(async () => {
          const file = join(folder, `row-${row}`);
          for (const attachment of missing) {
            const reason = await transfer(copy, row, attachment, file, present);
            if (reason === null) {
              present.push(attachment);
              copied += 1;
              copy.copied?.(copied);
            } else refused.push(`"${attachment.name}" of row ${row}: ${reason.replace(/\.$/, '')}`);
          }
          const kept = surplus.length > 0 ? await remove(copy, row, surplus) : null;
          if (kept !== null) refused.push(`the deletion of old files of row ${row}: ${kept}`);
        });
      }
    }
    await lanes.settle();
  } finally {
    await lanes.idle();
    await rm(folder, { recursive: true, force: true });
  }
  if (refused.length > 0) throw refusedAttachments(copy, refused);
  return copied;
}

function targetAttachments(copy: AttachmentCopy, chunk: number[]): Promise<Map<number, Attachment[]>> {
  const ids = chunk.flatMap((row) => copy.ids.get(row) ?? []);
  return readAttachments(copy.target, copy.to, copy.pair.target, ids, copy.signal);
}

/**
 * What has to be added to and taken from a row. Two files of the same name, size and keywords count as two; which of several stand for each other is
 * told by their bytes where their number differs.
 */
async function compare(
  copy: AttachmentCopy,
  row: number,
  wanted: Attachment[],
  there: Attachment[],
): Promise<{ missing: Attachment[]; surplus: Attachment[] }> {
  const { knownUpTo = Number.POSITIVE_INFINITY, byBytes = false } = copy.update ?? {};
  const missing: Attachment[] = [];
  const surplus = new Set(there);
  const theirs = groupedBy(there, attachmentKey);
  for (const [key, ours] of groupedBy(wanted, attachmentKey)) {
    const present = theirs.get(key) ?? [];
    const known = ours.filter(({ id }) => id <= knownUpTo);
    const isSure = !byBytes && [0, present.length].includes(known.length);
    const digests =
      isSure || present.length === 0 ? null : await digestsOf(copy, row, { ours, theirs: present });
    for (const attachment of ours) {
      const same = present.find(
        (other) =>
          surplus.has(other) &&
          (digests ? digests.get(other) === digests.get(attachment) : attachment.id <= knownUpTo),
      );
      if (same) surplus.delete(same);
      else missing.push(attachment);
    }
  }
  return { missing, surplus: [...surplus] };
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** SHA-256 of the files of a row on both sides. */
async function digestsOf(
  copy: AttachmentCopy,
  row: number,
  { ours, theirs }: { ours: Attachment[]; theirs: Attachment[] },
): Promise<Map<Attachment, string>> {
  const digests = new Map<Attachment, string>();
  for (const one of ours)
    digests.set(one, await digestOf(copy.source, `${copy.from}/${row}`, one, copy.signal));
  const target = `${copy.to}/${copy.ids.get(row)}`;
  for (const one of theirs) digests.set(one, await digestOf(copy.target, target, one, copy.signal));
  return digests;
}

function areAlike(one: Attachment, other: Attachment): boolean {
  return attachmentKey(one) === attachmentKey(other);
}

async function digestOf(
  portal: ReadablePortal,
  row: string,
  { id }: Attachment,
  signal?: AbortSignal,
): Promise<string> {
  const { body } = await portal.stream(`${row}/attachments/${id}`, {}, signal ? { signal } : {});
  return (await digestStream(body)).sha256;
}

/** Null, or why the file could not be read or was refused. `present`: what the target's row has already. */
async function transfer(
  copy: AttachmentCopy,
  row: number,
  attachment: Attachment,
  file: string,
  present: readonly Attachment[],
): Promise<string | null> {
  const url = `${copy.from}/${row}/attachments/${attachment.id}`;
  try {
    await downloadToFile(copy.source, url, file, copy.signal ? { signal: copy.signal } : {});
    return await upload(copy, row, attachment, file, present);
  } catch (error) {
    if (!(error instanceof ArcGISError) || replyLost(error)) throw error;
    if (error.code !== 'ARCGIS_UNEXPECTED' && error.code !== 'ARCGIS_NOT_FOUND') throw error;
    return error.details.portalMessage ?? error.message;
  } finally {
    await rm(file, { force: true });
  }
}

/** After a lost answer the row is looked at, so that no file is there twice. */
async function upload(
  copy: AttachmentCopy,
  row: number,
  attachment: Attachment,
  file: string,
  present: readonly Attachment[],
): Promise<string | null> {
  const { name, contentType, keywords } = attachment;
  const before = present.filter((other) => areAlike(other, attachment)).length;
  for (let look = 0; ; look += 1) {
    try {
      const answer = await copy.target.write<Json>(
        `${copy.to}/${copy.ids.get(row)}/addAttachment`,
        keywords === '' ? {} : { keywords },
        {
          ...(copy.signal ? { signal: copy.signal } : {}),
          files: { attachment: { path: file, name, contentType } },
        },
      );
      return refusal(asJson(answer.addAttachmentResult));
    } catch (error) {
      const wait = looks[look];
      if (!replyLost(error) || wait === undefined) throw error;
      await copy.target.clock.sleep(wait, copy.signal);
      if ((await count(copy, row, attachment)) > before) return null;
    }
  }
}

/** Files of the same name, size and keywords on a row of the target. */
async function count(copy: AttachmentCopy, row: number, attachment: Attachment): Promise<number> {
  const id = copy.ids.get(row) ?? -1;
  const there = await readAttachments(copy.target, copy.to, copy.pair.target, [id], copy.signal);
  return (there.get(id) ?? []).filter((other) => areAlike(other, attachment)).length;
}

function refusal(result: Json): string | null {
  if (result.success === true) return null;
  const error = asJson(result.error);
  return String(error.description ?? error.message ?? 'the portal gave no reason');
}

/** Null, or why the portal did not delete the files. */
async function remove(copy: AttachmentCopy, row: number, surplus: Attachment[]): Promise<string | null> {
  const answer = await copy.target.write<Json>(
    `${copy.to}/${copy.ids.get(row)}/deleteAttachments`,
    { attachmentIds: surplus.map((attachment) => attachment.id).join(',') },
    { ...(copy.signal ? { signal: copy.signal } : {}), repeatable: true },
  );
  const refused = asArray<Json>(answer.deleteAttachmentResults)
    .map(refusal)
    .find((reason) => reason !== null);
  return refused ?? null;
}

function refusedAttachments(copy: AttachmentCopy, refused: string[]): ArcGISError {
  const named = refused.slice(0, 5).join('; ');
  const more = refused.length > 5 ? `; and ${refused.length - 5} more` : '';
  return new ArcGISError(
    'ARCGIS_PARTIAL',
    `Of layer ${layerLabel(copy.pair.source)} ${refused.length} attachments were not copied to ${copy.target.url}: ${named}${more}. The others were; run again to try these once more.`,
    { portal: copy.target.url },
  );
}
