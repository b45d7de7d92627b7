import type { KnownReferences } from '../../references/find-residue.js';
import type { CopyJob } from '../copy-job.js';

/** What no copy should refer to, as far as the run and this copy know it. */
export function knownReferences(job: CopyJob): KnownReferences {
  const { sourceAddresses, targetAddresses, origins } = job.pair;
  return {
    source: sourceAddresses,
    target: targetAddresses,
    itemIds: origins.itemIds,
    moreIds: [...ids(job.reasons.keys()), ...Object.keys(job.map.groups)],
    services: origins.serviceUrls,
  };
}

/** Reasons are kept by item id or by service. */
function ids(keys: Iterable<string>): string[] {
  return [...keys].filter((key) => /^[0-9a-f]{32}$/.test(key));
}
