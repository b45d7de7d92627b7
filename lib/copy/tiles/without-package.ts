import { kindOf } from '../../items/item-kinds.js';
import type { CopyJob } from '../copy-job.js';
import type { Decision } from '../identity/decide.js';
import { type Ended, keepCopy } from '../proof/end-copy.js';
import type { TileType } from './tile-types.js';

/** Says why tiles without a package are not copied, and what can be done. A copy from the time when there was a package stays as it is. */
export async function withoutPackage(
  job: CopyJob,
  type: TileType,
  { into, complete }: Decision,
): Promise<Ended> {
  job.copying.find([]);
  const { packages, what } = type;
  const wanted = Object.keys(packages).join(' or ');
  const why = `the ${what} has no ${wanted} that the signed-in user can read in the source`;
  if (into && complete) {
    job.warn('PACKAGE_MISSING', `The copy (${into.id}) was left as it is: ${why} any more.`);
    return keepCopy(job, into);
  }
  job.warn(
    'NOT_COPIED',
    `The ${job.label} was not copied: ${why}${others(type)}. Instead: ${kindOf(job.item).instead}.`,
  );
  return { outcome: 'skipped', target: null };
}

/** The other ways, which are not open either. */
function others({ output, exports }: TileType): string {
  return [
    output ? '; the portal names no hosted layer that it was cut from' : '',
    exports ? '; its service does not let its tiles be exported (exportTilesAllowed)' : '',
  ].join('');
}
