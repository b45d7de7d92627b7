import { copyMetadata } from '../../items/copy-metadata.js';
import { copyResources } from '../../items/copy-resources.js';
import { copyThumbnail } from '../../items/copy-thumbnail.js';
import type { TargetId } from '../../items/item.js';
import type { ItemPair, PartResult } from '../../items/item-pair.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import { rewriteText } from '../../references/rewrite-text.js';
import type { CopyJob } from '../copy-job.js';
import { parsed } from '../documents/read-text-resources.js';

/** What is scanned for the source, and how its place is named. */
export interface Part {
  where: string;
  document: unknown;
}

/**
 * Thumbnail, metadata and resources of the item, one after the other: updates of one item that overlap get lost. Returns the texts that the
 * copy holds now.
 */
export async function copyEnvelope(
  job: CopyJob,
  copy: { id: TargetId; owner: string; thumbnail: string | null },
): Promise<Part[]> {
  const { source, target, signal, item } = job;
  const pair: ItemPair = {
    source,
    target,
    sourceId: item.id,
    targetId: copy.id,
    targetOwner: copy.owner,
    signal,
  };
  const parts: Part[] = [];
  const note = ({ checks }: PartResult): void => {
    job.checks.push(...checks);
  };
  warnOfPictures(job);
  note(await copyThumbnail(pair, { source: item.thumbnail, target: copy.thumbnail }));
  note(
    await copyMetadata(
      pair,
      // What it mentions has a copy by now, or has none.
      (text) => counted(job, 'metadata', text, rewriteText(text, { ...job.rewriting, map: job.run.map })),
      (document) => parts.push({ where: 'metadata', document }),
    ),
  );
  note(
    await copyResources(
      pair,
      (text, resource) => rewritten(job, `resource:${resource}`, text),
      (text, resource) => parts.push({ where: `resource:${resource}`, document: parsed(text) }),
    ),
  );
  return parts;
}

/** What an app shows of itself in the marketplace. */
function warnOfPictures(job: CopyJob): void {
  const { largeThumbnail, banner, screenshots } = job.item;
  const has = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  const names = Object.entries({ 'large thumbnail': largeThumbnail, banner, screenshots }).filter(
    ([, value]) => has(value),
  );
  if (names.length === 0) return;
  const list = names.map(([name]) => name).join(', ');
  job.warn(
    'PICTURES_NOT_COPIED',
    `Pictures that the ${job.label} has beside its thumbnail were not copied: ${list}. Add them on the page of the copy.`,
  );
}

function rewritten(job: CopyJob, part: string, text: string): string {
  const document = parsed(text);
  if (typeof document === 'string') return counted(job, part, text, rewriteText(text, job.rewriting));
  const result = rewriteReferences(document, job.rewriting);
  job.noteRewritten(part, result.changes.length);
  return result.changes.length ? JSON.stringify(result.document) : text;
}

/** A text that is no JSON counts once, however many references it has. */
function counted(job: CopyJob, part: string, before: string, after: string): string {
  job.noteRewritten(part, Number(before !== after));
  return after;
}
