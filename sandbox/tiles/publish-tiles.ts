import type { Call } from '../http/call.js';
import { forbidden } from '../portal/access.js';
import { idToCreate } from '../portal/items/add-item-routes.js';
import { newItem } from '../portal/items/item-params.js';
import { withGeneratedKeywords } from '../portal/items/item-types.js';
import { relate } from '../portal/items/relate.js';
import type { PortalContext } from '../portal/portal-context.js';
import { newJob, runJob, waitForJob } from '../portal/publish/jobs.js';
import type { ItemRecord } from '../store/records.js';
import type { TileForm } from './tile-kinds.js';
import { tileNameTaken, tilePath, tileUrl } from './tile-url.js';

const NAME = /^[\p{L}\p{N}_-]{1,120}$/u;

/** What is to become tiles, vector tiles or a scene. */
export interface TileRequest {
  /** The package or the feature layer. */
  source: ItemRecord;
  folder: string | null;
  form: TileForm;
  /** `publishParameters`. */
  parameters: Record<string, unknown>;
  /** Size of the answer. */
  bytes: number;
  /** How the service is related to the source: as derived of it, as derived from it, or not at all. */
  relation: 'Service2Data' | 'Service2Service' | 'none';
  /** Makes the service of this item. Throws PortalError. */
  make(itemId: string): Promise<void>;
}

/**
 * Makes a hosted tile, vector tile or scene service. Its item is there at once, the service when the job is completed. What is wrong
 * with the request itself is told inside `services`.
 */
export function publishTiles(portal: PortalContext, call: Call, request: TileRequest): unknown {
  const { source, folder, form, bytes, relation, make } = request;
  if (!call.caller?.privileges.includes(form.privilege)) throw forbidden();
  const name = String(request.parameters.name ?? '').trim();
  if (!NAME.test(name)) return refusedTiles();
  const path = tilePath(portal, name, form.service);
  const overwrites = call.params.boolean('overwrite', false);
  if (overwrites && !portal.switches.tilesOverwritten) return refusedTiles('Overwriting is not supported.');
  const replaced = overwrites ? publishedBefore(portal, source, path) : undefined;
  if (!replaced && tileNameTaken(portal, name, form.service)) {
    return refusedTiles(`Service already exist with the name ("${name}") of type ("${form.service}")`);
  }
  const job = newJob(portal, 'publish');
  const item = replaced
    ? overwritten(replaced)
    : serviceItem(portal, newItem(idToCreate(portal, call), source.owner, folder), { source, form, name });
  portal.store.transaction(() => {
    portal.store.saveItem({ ...item, job });
    if (replaced || relation === 'none') return;
    const [origin, destination] = relation === 'Service2Data' ? [item.id, source.id] : [source.id, item.id];
    relate(portal, { origin, destination, type: relation });
  });
  portal.store.files.remove([replaced?.data]);
  runJob(portal, item.id, async () => {
    await make(item.id);
    await waitForJob(job);
    // Deleted while it was made.
    if (!portal.store.item(item.id)) await portal.tiles.delete(item.id);
  });
  const url = tileUrl(portal, path, call.secure);
  return {
    services: [
      {
        type: form.itemType,
        serviceurl: url,
        size: bytes,
        ...(portal.switches.tileJobIds ? { jobId: job.id } : {}),
        serviceItemId: item.id,
        encodedServiceURL: encodeURI(url),
      },
    ],
  };
}

/** A request that is no use, told inside `services`: with the reason, or without. */
export function refusedTiles(message?: string): unknown {
  const error = message === undefined ? {} : { error: { code: 500, message } };
  return { services: [{ success: false, ...error }] };
}

/** The item that overwriting replaces: made of the same source under the same name. */
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
  { source, form, name }: { source: ItemRecord; form: TileForm; name: string },
): ItemRecord {
  const path = tilePath(portal, name, form.service);
  const { title, tags, snippet } = source;
  return {
    ...item,
    title,
    tags,
    snippet,
    name,
    type: form.itemType,
    url: tileUrl(portal, path),
    service: path,
    typeKeywords: withGeneratedKeywords(form.itemType, [], ['Hosted Service', ...form.keywords]),
    publishedFrom: source.id,
  };
}
