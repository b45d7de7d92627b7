import { findResidue } from '../references/find-residue.js';
import type { ResidueReason } from '../references/residue.js';
import { serviceKey } from '../references/service-key.js';
import type { Part } from './copy-envelope.js';
import type { CopyJob } from './copy-job.js';

/**
 * Looks for the source in what the target has stored now, and lists what it finds with the reason. What nobody can explain is a
 * failed check.
 */
export function scanResidue(job: CopyJob, parts: Part[]): void {
  const { sourceAddresses, targetAddresses, origins } = job.pair;
  const known = {
    source: sourceAddresses,
    target: targetAddresses,
    itemIds: new Set([...origins.itemIds, ...ids(job.reasons.keys()), ...Object.keys(job.map.groups)]),
    services: origins.serviceUrls,
  };
  for (const { where, document } of parts) {
    job.residue.push(...findResidue(document, where, known, (value) => explain(job, where, value)));
  }
  const unexplained = job.residue.filter(({ reason }) => reason === null);
  job.checks.push({
    check: 'no unexplained reference to the source',
    expected: 0,
    actual: unexplained.length,
    ok: !unexplained.length,
  });
}

/** Reasons are kept by item id or by service. */
function ids(keys: Iterable<string>): string[] {
  return [...keys].filter((key) => /^[0-9a-f]{32}$/.test(key));
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
