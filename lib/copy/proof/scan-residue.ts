import type { Item } from '../../items/item.js';
import { findResidue, type KnownReferences } from '../../references/find-residue.js';
import { ITEM_ID } from '../../references/item-id.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { ResidueReason } from '../../references/residue.js';
import { serviceKey } from '../../references/service-key.js';
import type { CopyJob } from '../copy-job.js';
import type { Part } from './copy-envelope.js';
import { knownReferences } from './known-references.js';

/**
 * Looks for the source in what the target has stored now, and lists what it finds with the reason. What nobody can explain is a
 * failed check.
 */
export function scanResidue(job: CopyJob, parts: Part[]): void {
  const known = knownReferences(job);
  for (const { where, document } of parts) {
    const found = findResidue(document, where, known, (value) => {
      job.left.add(keyOf(value));
      return explain(job, where, value);
    });
    job.residue.push(...found);
    noteStrangers(job, { where, document }, known);
  }
  // Of what had a copy already, nothing more can be made.
  for (const id of [job.item.id, ...Object.keys(job.map.items)]) job.left.delete(id);
  const unexplained = job.residue.filter(({ reason }) => reason === null);
  job.checks.push({
    check: 'no unexplained reference to the source',
    expected: 0,
    actual: unexplained.length,
    ok: !unexplained.length,
  });
}

/** The form in which it is remembered what a copy still names. */
function keyOf(value: string): string {
  return parseServiceUrl(value) ? serviceKey(value) : value.toLowerCase();
}

/** Plain ids of which nobody knows yet that they are the source's: what has them may get a copy later. */
function noteStrangers(job: CopyJob, { where, document }: Part, known: KnownReferences): void {
  const text = JSON.stringify(document ?? null).toLowerCase();
  const ids = new Set(text.match(ITEM_ID) ?? []);
  const others = [
    ...(known.moreIds ?? []),
    ...Object.values(job.map.items),
    ...Object.values(job.map.groups),
  ];
  for (const id of others) ids.delete(id);
  for (const id of ids) if (job.pair.origins.itemIds.has(id)) ids.delete(id);
  if (where === 'item') ids.delete(String((document as Item).ownerFolder));
  if (ids.size === 0) return;
  findResidue(document, where, { ...known, itemIds: [...ids], moreIds: [] }, (value) => {
    if (ids.has(value)) job.left.add(value);
    return null;
  });
}

/** Value: an item id, the root URL of a service, or a URL at the source portal. */
function explain(job: CopyJob, where: string, value: string): ResidueReason | null {
  const exact = job.reasons.get(value.toLowerCase()) ?? job.reasons.get(serviceKey(value));
  if (exact) return exact;
  const id = /[0-9a-f]{32}/i.exec(value)?.[0].toLowerCase();
  if (!id) return null;
  return job.reasons.get(id) ?? (isOutOfSight(job, where, id) ? 'not-copied' : null);
}

/**
 * Metadata is not searched for what to copy with the item; and an item that only another one needed may have come up after this one's
 * references were resolved.
 */
function isOutOfSight(job: CopyJob, where: string, id: string): boolean {
  return !(id in job.map.items) && (where === 'metadata' || !job.run.announces(id));
}
