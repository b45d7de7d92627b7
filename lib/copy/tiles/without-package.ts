import { kindOf } from '../../items/item-kinds.js';
import { relatedItems } from '../../items/related-items.js';
import type { CopyJob } from '../copy-job.js';
import type { Decision } from '../identity/decide.js';
import { isRefusal } from '../identity/origins.js';
import { type Ended, keepCopy } from '../proof/end-copy.js';
import { readTileJsonIfThere } from './tile-service.js';
import type { TileType } from './tile-types.js';

/** Says why tiles without a package are not copied, and what can be done. A copy from the time when there was a package stays as it is. */
export async function withoutPackage(
  job: CopyJob,
  { packages, what }: TileType,
  { into, complete }: Decision,
): Promise<Ended> {
  job.copying.find([]);
  const wanted = Object.keys(packages).join(' or ');
  const why = `the ${what} has no ${wanted} that the signed-in user can read in the source`;
  if (into && complete) {
    job.warn('PACKAGE_MISSING', `The copy (${into.id}) was left as it is: ${why} any more.`);
    return keepCopy(job, into);
  }
  const hints = [await madeFrom(job), await exportHint(job), `Instead: ${kindOf(job.item).instead}.`];
  job.warn(
    'NOT_COPIED',
    [`The ${job.label} was not copied: ${why}.`, ...hints].filter((hint) => hint !== '').join(' '),
  );
  return { outcome: 'skipped', target: null };
}

async function madeFrom({ source, item, signal }: CopyJob): Promise<string> {
  try {
    const related = await relatedItems(source, item.id, 'Service2Data', signal);
    const layer = related.find(({ type }) => type === 'Feature Service');
    return layer
      ? `It was made from the Feature Service "${layer.title}" (${layer.id}): publish it from the copy of that one again.`
      : '';
  } catch (error) {
    if (isRefusal(error)) return '';
    throw error;
  }
}

/** A service that does not answer is no more than a hint that is missing. */
async function exportHint({ source, item, signal }: CopyJob): Promise<string> {
  const root = item.url && (await readTileJsonIfThere(source, item.url, signal).catch(() => null));
  signal.throwIfAborted();
  return root && root.exportTilesAllowed === true
    ? 'The service lets its tiles be exported (exportTiles): add the package that this makes to the source.'
    : '';
}
