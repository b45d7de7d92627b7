import { BytesAnswer, FileAnswer, PortalError } from '../../http/answers.js';
import type { Call, UploadedFile } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord, StoredFile, StoredResource } from '../../store/records.js';
import { accessTo, readableItem, writableItem } from '../access.js';
import { ownedWrite } from '../items/owned-routes.js';
import type { PortalContext } from '../portal-context.js';
import { contentTypeOf } from './item-content.js';
import {
  checkResourceBytes,
  checkResourceCount,
  checkResourceFiles,
  checkResourceName,
  checkResourceType,
  MOST_RESOURCES,
} from './resource-limits.js';
import { unpackZip } from './unpack-zip.js';
import { zipFiles } from './zip-files.js';

/** File resources of items. */
export function resourceRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/content/items/:id/resources', handler: (call) => listResources(portal, call) },
    {
      path: '/content/items/:id/resources/export',
      fileLike: true,
      handler: (call) => exportResources(portal, call),
    },
    ...['', '/:folder'].map((folder) => ({
      path: `/content/users/:user${folder}/items/:id/resources/export`,
      needsToken: true,
      fileLike: true,
      handler: (call: Call) => exportResources(portal, call),
    })),
    { path: '/content/items/:id/resources/*file', fileLike: true, handler: (call) => resource(portal, call) },
    ...ownedWrite('/items/:id/addResources', (call) => saveResources(portal, call, 'add')).map((route) =>
      losing(portal, route),
    ),
    ...ownedWrite('/items/:id/updateResources', (call) => saveResources(portal, call, 'update')),
    ...ownedWrite('/items/:id/removeResources', (call) => removeResources(portal, call)),
  ];
}

/** ArcGIS Online has been seen to lose resources that are added to an item while others are: the switch makes it certain. */
function losing(portal: PortalContext, route: Route): Route {
  const busy = new Set<string>();
  return {
    ...route,
    handler: async (call) => {
      const { id = '' } = call.route;
      if (portal.switches.losesParallelResources && busy.has(id)) {
        const item = writableItem(portal, call, 'edit');
        return { success: true, itemId: item.id, owner: item.owner, folder: item.folder };
      }
      busy.add(id);
      try {
        return await route.handler(call);
      } finally {
        busy.delete(id);
      }
    },
  };
}

/** Private resources are there for who may change the item. */
function visible(portal: PortalContext, item: ItemRecord, call: Call): [string, StoredResource][] {
  const own = ['edit', 'admin'].includes(accessTo(portal, item, call.caller));
  return Object.entries(item.resources).filter(([, file]) => own || file.access === 'inherit');
}

function listResources(portal: PortalContext, call: Call): unknown {
  const item = readableItem(portal, call.route.id, call.caller);
  const all = visible(portal, item, call).sort(([a], [b]) => (a < b ? -1 : 1));
  const field = call.params.text('sortField', '').toLowerCase();
  if (field === 'created') all.sort(([, a], [, b]) => a.created - b.created);
  if (field === 'size') all.sort(([, a], [, b]) => a.bytes - b.bytes);
  if (call.params.text('sortOrder', '').toLowerCase() === 'desc') all.reverse();
  const start = Math.max(call.params.number('start', 1), 1);
  const num = Math.min(Math.max(call.params.number('num', 10), 1), MOST_RESOURCES);
  const page = all.slice(start - 1, start - 1 + num);
  const end = start - 1 + page.length;
  return {
    total: all.length,
    start,
    num: page.length,
    nextStart: end < all.length ? end + 1 : -1,
    resources: page.map(([name, { created, bytes, access }]) => ({
      resource: name,
      // Older portals tell nothing but the name.
      ...(portal.profile.atLeast('10.7') ? { created, size: bytes, access } : {}),
    })),
  };
}

function resource(portal: PortalContext, call: Call): unknown {
  const item = readableItem(portal, call.route.id, call.caller);
  const [, file] = visible(portal, item, call).find(([name]) => name === call.route.file) ?? [];
  if (!file) {
    throw new PortalError(400, 'Resource does not exist or is inaccessible.', { messageCode: 'CONT_0001' });
  }
  return new FileAnswer(portal.store.files.path(file), file.contentType);
}

/** All of them in one zip, in the folders that their names say. */
async function exportResources(portal: PortalContext, call: Call): Promise<BytesAnswer> {
  const item = readableItem(portal, call.route.id, call.caller);
  const files = visible(portal, item, call);
  if (files.length === 0) throw new PortalError(400, 'The item has no resources.');
  const paths = files.map(([name, file]) => ({ name, path: portal.store.files.path(file) }));
  return new BytesAnswer(await zipFiles(paths), 'application/zip', `${item.id}.zip`);
}

interface NewResource {
  name: string;
  store(): Promise<StoredFile>;
}

async function saveResources(portal: PortalContext, call: Call, how: 'add' | 'update'): Promise<unknown> {
  const item = writableItem(portal, call, 'edit');
  const added = await newResources(portal, call);
  checkResourceType(portal, item);
  if (added.length === 0) throw new PortalError(400, "'file' or 'text' must be specified.");
  for (const { name } of added) {
    if (how === 'add' && item.resources[name]) {
      throw new PortalError(
        400,
        `Unable to add resource. Resource with the name '${name}' is already present.`,
        {
          messageCode: 'CONT_0093',
        },
      );
    }
    if (how === 'update' && !item.resources[name]) {
      throw new PortalError(400, 'Resource does not exist or is inaccessible.', { messageCode: 'CONT_0001' });
    }
  }
  checkResourceCount(item, how === 'add' ? added.map(({ name }) => name) : []);
  const access = call.params.text('access', '').toLowerCase() === 'private' ? 'private' : 'inherit';
  const resources = { ...item.resources };
  const replaced: StoredFile[] = [];
  for (const { name, store } of added) {
    const old = resources[name];
    if (old) replaced.push(old);
    resources[name] = { ...(await store()), created: Date.now(), access };
  }
  checkResourceBytes(Object.values(resources));
  portal.store.saveItem({ ...item, resources, modified: Math.max(Date.now(), item.modified + 1) });
  portal.store.files.remove(replaced);
  return { success: true, itemId: item.id, owner: item.owner, folder: item.folder };
}

async function newResources(portal: PortalContext, call: Call): Promise<NewResource[]> {
  const prefix = call.params.text('resourcesPrefix', '').replace(/^\/+|\/+$/g, '');
  const full = (name: string) => (prefix === '' ? name : `${prefix}/${name}`);
  const uploads = [...call.files.values()];
  const given = call.params.text('fileName', '');
  const text = call.params.text('text');
  if (uploads.length === 0 && text !== undefined && given !== '') {
    checkResourceName(given);
    const type = contentTypeOf(given, 'text/plain');
    return [{ name: full(given), store: () => portal.store.files.keepBytes(text, given, type) }];
  }
  checkResourceFiles(uploads);
  const plain = (upload: UploadedFile): NewResource => {
    const name = uploads.length === 1 && given !== '' ? given : upload.name;
    checkResourceName(name);
    return {
      name: full(name),
      store: () => portal.store.files.keep(upload, contentTypeOf(name, upload.contentType), name),
    };
  };
  if (!call.params.boolean('archive', false)) return uploads.map(plain);
  const unpacked: NewResource[] = [];
  for (const upload of uploads) {
    for (const [path, bytes] of await unpackZip(upload.path)) {
      const name = path.split('/').at(-1) ?? path;
      checkResourceName(name);
      const type = contentTypeOf(name, 'application/octet-stream');
      unpacked.push({ name: full(path), store: () => portal.store.files.keepBytes(bytes, name, type) });
    }
  }
  return unpacked;
}

function removeResources(portal: PortalContext, call: Call): unknown {
  const item = writableItem(portal, call, 'edit');
  const wanted = call.params.text('resource', '');
  const names = call.params.boolean('deleteAll', false) ? Object.keys(item.resources) : [wanted];
  const left = { ...item.resources };
  const removed: StoredFile[] = [];
  for (const name of names) {
    const file = left[name];
    if (!file) {
      throw new PortalError(400, 'Resource does not exist or is inaccessible.', { messageCode: 'CONT_0001' });
    }
    removed.push(file);
    delete left[name];
  }
  portal.store.saveItem({ ...item, resources: left, modified: Math.max(Date.now(), item.modified + 1) });
  portal.store.files.remove(removed);
  return { success: true };
}
