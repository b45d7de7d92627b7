import type { Call } from '../http/call.js';
import { forbidden } from '../portal/access.js';
import { idToCreate } from '../portal/items/add-item-routes.js';
import { newItem } from '../portal/items/item-params.js';
import { withGeneratedKeywords } from '../portal/items/item-types.js';
import { relate } from '../portal/items/relate.js';
import type { PortalContext } from '../portal/portal-context.js';
import { newJob, runJob, waitForJob } from '../portal/publish/jobs.js';
import type { ItemRecord } from '../store/records.js';
import type { TileKind } from './tile-kinds.js';
import { tileNameTaken, tilePath, tileUrl } from './tile-url.js';

const NAME = /^[\p{L}\p{N}_-]{1,120}$/u;

/**
 * Makes the hosted tile, vector tile or scene service of a package. Its item is there at once, the service when the job is completed. What is wrong
 * with the request itself is told inside `services`.
 */
export function publishPackage(
  portal: PortalContext,
  call: Call,
  request: { source: ItemRecord; folder: string | null; kind: TileKind },
): unknown {
  const { source, folder, kind } = request;
  if (!call.caller?.privileges.includes(kind.privilege)) throw forbidden();
  const parameters = call.params.json<Record<string, unknown>>('publishParameters') ?? {};
  const name = String(parameters.name ?? '').trim();
  const { data } = source;
  if (!data || !NAME.test(name) || !kind.packages.includes(source.type)) return refused();
  const path = tilePath(portal, name, kind.service);
  const overwrites = call.params.boolean('overwrite', false);
  if (overwrites && !portal.switches.tilesOverwritten) return refused('Overwriting is not supported.');
  const replaced = overwrites ? publishedBefore(portal, source, path) : undefined;
  if (!replaced && tileNameTaken(portal, name, kind.service)) {
    return refused(`Service already exist with the name ("${name}") of type ("${kind.service}")`);
  }
  const job = newJob(portal, 'publish');
  const item = replaced
    ? overwritten(replaced)
    : serviceItem(portal, newItem(idToCreate(portal, call), source.owner, folder), { source, kind, name });
  portal.store.transaction(() => {
    portal.store.saveItem({ ...item, job });
    if (!replaced) relate(portal, { origin: item.id, destination: source.id, type: 'Service2Data' });
  });
  portal.store.files.remove([replaced?.data]);
  runJob(portal, item.id, async () => {
    await portal.tiles.publish(item.id, kind, portal.store.files.path(data));
    await waitForJob(job);
    // Deleted while it was made.
    if (!portal.store.item(item.id)) await portal.tiles.delete(item.id);
  });
  const url = tileUrl(portal, path, call.secure);
  return {
    services: [
      {
        type: kind.itemType,
        serviceurl: url,
        size: data.bytes,
        ...(portal.switches.tileJobIds ? { jobId: job.id } : {}),
        serviceItemId: item.id,
        encodedServiceURL: encodeURI(url),
      },
    ],
  };
}

function refused(message?: string): unknown {
  const error = message === undefined ? {} : { error: { code: 500, message } };
  return { services: [{ success: false, ...error }] };
}

/** The item that overwriting replaces: made of the same package under the same name. */
function publishedBefore(portal: PortalContext, source: ItemRecord, path: string): ItemRecord | undefined {
  return [...portal.store.items()].find(
    (item) =>
      item.publishedFrom === source.id &&
      item.service?.toLowerCase() === path.toLowerCase() &&
      item.recycled === null,
  );
}

/** Overwriting keeps the item but not whom it was shared with, nor its data. */
function overwritten(item: ItemRecord): ItemRecord {
  const modified = Math.max(Date.now(), item.modified + 1);
  return { ...item, access: 'private', groups: [], data: null, dataIsText: false, modified };
}

function serviceItem(
  portal: PortalContext,
  item: ItemRecord,
  { source, kind, name }: { source: ItemRecord; kind: TileKind; name: string },
): ItemRecord {
  const path = tilePath(portal, name, kind.service);
  const { title, tags, snippet } = source;
  return {
    ...item,
    title,
    tags,
    snippet,
    name,
    type: kind.itemType,
    url: tileUrl(portal, path),
    service: path,
    typeKeywords: withGeneratedKeywords(kind.itemType, [], ['Hosted Service', ...kind.keywords]),
    publishedFrom: source.id,
  };
}
