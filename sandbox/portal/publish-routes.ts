import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import type { ItemRecord, Job, StoredFile } from '../store/records.js';
import { contentOwner, folderOf, noSuchItem } from './access.js';
import { idToCreate } from './add-item-routes.js';
import { checkPublisher, serviceItem, serviceNameTaken, servicePath, serviceUrl } from './hosted-service.js';
import { newItem } from './item-params.js';
import { newJob, runJob, waitForJob } from './jobs.js';
import { ownedWrite } from './owned-routes.js';
import type { PortalContext } from './portal-context.js';
import { relate } from './relation-routes.js';

type Json = Record<string, unknown>;

/** Making hosted feature services of the files of items. */
export function publishRoutes(portal: PortalContext): Route[] {
  return ownedWrite('/publish', (call) => publish(portal, call));
}

/**
 * The service's item is there at once; the service itself when the job of that item is completed. What is wrong with the request
 * itself is told inside `services`.
 */
function publish(portal: PortalContext, call: Call): unknown {
  const owner = contentOwner(portal, call);
  checkPublisher(call);
  const folder = folderOf(portal, owner.username, call.route.folder);
  const { params } = call;
  const source = portal.store.item(params.text('itemid', ''));
  if (!source || source.owner !== owner.username || source.recycled !== null) throw noSuchItem();
  if (!params.has('publishParameters')) {
    throw new PortalError(400, 'Unable to publish item.', {
      details: ["'publishParameters' must be specified."],
    });
  }
  const publishParameters = params.json<Json>('publishParameters') ?? {};
  const name = String(publishParameters.name ?? '').trim();
  const fileType = params.text('fileType', '');
  const { data } = source;
  if (fileType === '' || name === '' || !data) return { services: [{ success: false }] };
  const replaced = params.boolean('overwrite', false) ? publishedBefore(portal, source, name) : undefined;
  if (!replaced && serviceNameTaken(portal, name)) {
    const message = `Service already exist with the name ("${name}") of type ("FeatureServer")`;
    return { services: [{ success: false, error: { code: 500, message } }] };
  }
  const path = servicePath(portal, name);
  const job = newJob(portal, 'publish');
  const item = replaced
    ? overwritten(replaced)
    : publishedItem(portal, idToCreate(portal, call), source, folder?.id ?? null, name, path);
  portal.store.transaction(() => {
    portal.store.saveItem({ ...item, job });
    if (!replaced) relate(portal, { origin: item.id, destination: source.id, type: 'Service2Data' });
  });
  portal.store.files.remove([replaced?.data]);
  runJob(portal, item.id, async () => {
    if (replaced) portal.services.delete(item.id, true);
    await makeService(portal, item.id, job, { name, fileType, data, publishParameters });
  });
  const url = serviceUrl(portal, path, call.secure);
  return {
    services: [
      {
        type: 'Feature Service',
        serviceurl: url,
        size: data.bytes,
        jobId: job.id,
        serviceItemId: item.id,
        encodedServiceURL: encodeURI(url),
      },
    ],
  };
}

function publishedItem(
  portal: PortalContext,
  id: string,
  source: ItemRecord,
  folder: string | null,
  name: string,
  path: string,
): ItemRecord {
  const item = serviceItem(portal, newItem(id, source.owner, folder), name, path, []);
  const { title, tags, snippet } = source;
  return { ...item, title, tags, snippet, publishedFrom: source.id };
}

/** The item that overwriting replaces: made of the same file under the same name. */
function publishedBefore(portal: PortalContext, source: ItemRecord, name: string): ItemRecord | undefined {
  const path = servicePath(portal, name).toLowerCase();
  return [...portal.store.items()].find(
    (item) =>
      item.publishedFrom === source.id && item.service?.toLowerCase() === path && item.recycled === null,
  );
}

/** Overwriting keeps the item but not whom it was shared with, nor what its data said of the layers. */
function overwritten(item: ItemRecord): ItemRecord {
  const modified = Math.max(Date.now(), item.modified + 1);
  return { ...item, access: 'private', groups: [], data: null, dataIsText: false, modified };
}

async function makeService(
  portal: PortalContext,
  itemId: string,
  job: Job,
  request: { name: string; fileType: string; data: StoredFile; publishParameters: Json },
): Promise<void> {
  const { name, fileType, data, publishParameters } = request;
  const file = portal.store.files.path(data);
  const made = await portal.services.publish({
    itemId,
    name,
    fileType,
    file,
    fileName: data.name,
    publishParameters,
  });
  await waitForJob(job);
  const item = portal.store.item(itemId);
  // Deleted while it was made.
  if (!item) return portal.services.delete(itemId);
  portal.store.saveItem({ ...item, service: made.path, url: serviceUrl(portal, made.path), size: made.size });
}
