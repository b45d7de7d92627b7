import { newServiceName } from '../../features/service-name.js';
import { serviceNameOf } from '../../features/service-url.js';
import type { Item } from '../../items/item.js';
import { wholeItem } from '../../items/whole-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from './origins.js';

/** A name that a new copy is to have, and that must be unique: of a hosted service, or of a file. */
export interface WantedName {
  kind: 'service' | 'file';
  name: string;
  /** Of a service: its type, by default FeatureServer. Services of different types may have one name. */
  server?: string;
}

const PAGE = 100;

/**
 * What becomes of a name that a deleted item holds. ArcGIS Online keeps deleted items in a recycle bin for 14 days, where no search finds them and where
 * they keep their names (https://developers.arcgis.com/rest/users-groups-and-items/recycle-bin-reference); ArcGIS Enterprise has no bin. As the user chose,
 * the copy fails with ARCGIS_EXISTS and says whose bin it is (default), takes another name with a warning, or the deleted item is deleted for good.
 * Another name is always taken where a copy beside another one was asked for, and where this run itself deleted the item.
 *
 * Only the bin of the copies' owner is looked at, once per run: file names are unique among one owner's files, and nobody else's bin is known.
 * @returns true if the name stays taken
 */
export async function isHeldInBin(job: CopyJob, wanted: WantedName): Promise<boolean> {
  const { whenExists, whenRecycled = 'fail' } = job.settings;
  const isBeside = whenExists === 'new' || whenExists === 'replace';
  if (isBeside || (await job.target.self(job.signal)).isPortal) return false;
  const bin = await binOf(job);
  for (const { id } of bin.filter((item) => holds(item, wanted))) {
    const holder = await recycled(job, id);
    if (!holder || !holds(holder, wanted)) continue;
    const isOurs = job.run.oldCopies.get(id)?.state === 'deleted';
    if (whenRecycled === 'purge' && !isOurs) {
      await purge(job, holder, wanted);
      continue;
    }
    if (whenRecycled === 'fail' && !isOurs) throw held(job, holder, wanted);
    job.warn('NAME_IN_RECYCLE_BIN', `${whoHolds(job, holder, wanted)} The copy got another name.`);
    return true;
  }
  return false;
}

/** The items in the bin of the copies' owner; none where the signed-in user may not look into it. */
function binOf({ run, target, owner }: CopyJob): Promise<Item[]> {
  return run.once(`recycle bin of ${owner} in ${target.url}`, async () => {
    const path = `/content/users/${encodeURIComponent(owner)}`;
    const found: Item[] = [];
    try {
      for (let start = 1; start > 0; ) {
        const params = { foldersContent: true, inRecycleBin: true, start, num: PAGE };
        const page = await target.read<{ items?: Partial<Item>[]; nextStart?: number }>(path, params, {
          signal: run.signal,
        });
        found.push(...(page.items ?? []).map(wholeItem));
        const next = page.nextStart ?? -1;
        start = next > start ? next : -1;
      }
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    return found;
  });
}

function holds(item: Item, { kind, name, server = 'FeatureServer' }: WantedName): boolean {
  const service = item.url === null ? null : parseServiceUrl(item.url);
  const isService = service !== null;
  if (kind === 'file') return !isService && item.name === name;
  // The names of services are compared without case.
  return (
    service?.type === server &&
    serviceNameOf(String(item.url)).toLowerCase() === newServiceName(name).toLowerCase()
  );
}

/** The item as it is in the bin now; null if it is not there, or alive: a portal that does not know the parameter lists the living. */
async function recycled(job: CopyJob, id: string): Promise<Item | null> {
  const options = { signal: job.signal };
  try {
    await job.target.read(`/content/items/${id}`, {}, options);
    return null;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  try {
    const path = `/content/users/${encodeURIComponent(job.owner)}/items/${id}`;
    const { item } = await job.target.read<{ item?: Partial<Item> }>(path, { inRecycleBin: true }, options);
    return item ? wholeItem(item) : null;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

async function purge(job: CopyJob, holder: Item, wanted: WantedName): Promise<void> {
  const path = `/content/users/${encodeURIComponent(holder.owner)}/items/${holder.id}/delete`;
  try {
    await job.target.write(path, { permanentDelete: true }, { signal: job.signal, repeatable: true });
  } catch (error) {
    // A reply that was lost on the way is no failure.
    const isGone = !job.signal.aborted && (await recycled(job, holder.id).catch(() => holder)) === null;
    if (!isGone) throw notPurged(job, holder, wanted, error);
  }
  job.warn(
    'PURGED',
    `The ${holder.type} "${holder.title}" (${holder.id}) in the recycle bin of ${holder.owner} held the name ${wanted.name} and was deleted for good, as chosen.`,
  );
}

function notPurged(job: CopyJob, holder: Item, wanted: WantedName, error: unknown): unknown {
  if (!(error instanceof ArcGISError) || !isRefusal(error)) return error;
  const message = `${whoHolds(job, holder, wanted)} It could not be deleted for good: ${error.message}`;
  return new ArcGISError(error.code, message, { ...error.details, item: job.label });
}

function held(job: CopyJob, holder: Item, wanted: WantedName): ArcGISError {
  return new ArcGISError(
    'ARCGIS_EXISTS',
    `The ${job.label} was not copied. ${whoHolds(job, holder, wanted)} Restore it or delete it for good there (Content, Recycle bin), or choose in the node that the copy takes another name or that such items are deleted for good.`,
    { portal: job.target.url, item: job.label },
  );
}

function whoHolds({ target }: CopyJob, { id, type, title, owner }: Item, { kind, name }: WantedName): string {
  const what = kind === 'file' ? 'file name' : 'service name';
  return `The ${what} ${name} is held by a deleted item, the ${type} "${title}" (${id}) in the recycle bin of ${owner} in ${target.url}.`;
}
