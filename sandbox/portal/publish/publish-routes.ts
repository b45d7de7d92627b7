import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord, Job, StoredFile } from '../../store/records.js';
import { publishLayer } from '../../tiles/publish-layer.js';
import { publishPackage } from '../../tiles/publish-package.js';
import { TILE_KINDS } from '../../tiles/tile-kinds.js';
import { contentOwner, folderOf, noSuchItem } from '../access.js';
import { idToCreate } from '../items/add-item-routes.js';
import { newItem } from '../items/item-params.js';
import { ownedWrite } from '../items/owned-routes.js';
import { relate } from '../items/relate.js';
import type { PortalContext } from '../portal-context.js';
import { checkPublisher, serviceItem, serviceNameTaken, servicePath, serviceUrl } from './hosted-service.js';
import { newJob, runJob, waitForJob } from './jobs.js';

type Json = Record<string, unknown>;

/** What a layer was published with, among the info files of its item. */
const PARAMETERS_FILE = 'publishParameters.json';

/** What a package, or a hosted layer, may be asked to become. */
const TILE_OUTPUT = /^(tiles|vectortiles|sceneservice)$/i;

/** https://developers.arcgis.com/rest/users-groups-and-items/publish-item/ */
const FILE_TYPES = [
  'servicedefinition',
  'shapefile',
  'csv',
  'excel',
  'tilepackage',
  'compacttilepackage',
  'featureservice',
  'featurecollection',
  'filegeodatabase',
  'geojson',
  'scenepackage',
  'vectortilepackage',
  'imagecollection',
  'mapservice',
  'sqlitegeodatabase',
  'geopackage',
  '3dtilespackage',
];

/** Making hosted services of the files of items. */
export function publishRoutes(portal: PortalContext): Route[] {
  return ownedWrite('/publish', (call) => publish(portal, call));
}

/**
 * The service's item is there at once; the service itself when the job of that item is completed. What is wrong with the request
 * itself is told inside `services`.
 */
function publish(portal: PortalContext, call: Call): unknown {
  const owner = contentOwner(portal, call);
  const kind = TILE_KINDS[call.params.text('fileType', '').toLowerCase()];
  const ofLayer = call.params.text('fileType', '').toLowerCase() === 'featureservice';
  if (!kind && !ofLayer) checkPublisher(call);
  const folder = folderOf(portal, owner.username, call.route.folder);
  const { params } = call;
  const source = portal.store.item(params.text('itemid', ''));
  if (!source || source.owner !== owner.username || source.recycled !== null) throw noSuchItem();
  const fileType = params.text('fileType', '');
  if (!params.has('publishParameters') && fileType.toLowerCase() !== 'servicedefinition') {
    throw new PortalError(400, 'Unable to publish item.', {
      details: ["'publishParameters' must be specified."],
    });
  }
  const publishParameters = params.json<Json>('publishParameters') ?? {};
  const name = String(publishParameters.name ?? '').trim();
  const { data } = source;
  const refusal = refusalOf(portal, call, fileType);
  if (refusal) return refusal;
  if (ofLayer) return publishLayer(portal, call, { source, folder: folder?.id ?? null });
  if (kind) return publishPackage(portal, call, { source, folder: folder?.id ?? null, kind });
  if (name === '' || !data) return refused();
  const replaced = params.boolean('overwrite', false) ? publishedBefore(portal, source, name) : undefined;
  if (!replaced && serviceNameTaken(portal, name)) {
    return refused(`Service already exist with the name ("${name}") of type ("FeatureServer")`);
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

/** A request that is no use, told inside `services`: with the reason, or without. */
function refused(message?: string): unknown {
  const error = message === undefined ? {} : { error: { code: 500, message } };
  return { services: [{ success: false, ...error }] };
}

/** What is refused whatever the item is: file types that there are not, and other services than of features. */
function refusalOf({ switches }: PortalContext, { params }: Call, fileType: string): unknown {
  if (switches.publishRefused !== 'no') {
    return refused(switches.publishRefused === 'with-reason' ? 'Failed to create the service.' : undefined);
  }
  if (!FILE_TYPES.includes(fileType.toLowerCase())) return refused();
  const outputType = params.text('outputType', '');
  const isTiles = Object.hasOwn(TILE_KINDS, fileType.toLowerCase()) || /^featureservice$/i.test(fileType);
  if (outputType !== '' && !(isTiles ? TILE_OUTPUT : /^feature/i).test(outputType)) {
    return refused(`Output type '${outputType}' is not supported.`);
  }
  if (fileType.toLowerCase() === 'servicedefinition') {
    return refused('Service definitions cannot be published by this portal.');
  }
  return undefined;
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
  // Overwriting begins with what was published before: clients read it from the item's info.
  const parameters = JSON.stringify(publishParameters);
  const kept = await portal.store.files.keepBytes(parameters, PARAMETERS_FILE, 'application/json');
  portal.store.files.remove([item.info[PARAMETERS_FILE]]);
  portal.store.saveItem({
    ...item,
    info: { ...item.info, [PARAMETERS_FILE]: kept },
    service: made.path,
    url: serviceUrl(portal, made.path),
    size: made.size,
  });
}
