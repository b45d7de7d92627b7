import { FileAnswer, PortalError } from '../http/answers.js';
import type { Call, UploadedFile } from '../http/call.js';
import type { Route } from '../http/routes.js';
import type { ItemRecord, StoredFile, StoredResource } from '../store/records.js';
import { accessTo, readableItem, writableItem } from './access.js';
import { contentTypeOf } from './item-content.js';
import { ownedWrite } from './owned-routes.js';
import type { PortalContext } from './portal-context.js';
import { unpackZip } from './unpack-zip.js';

/** Largest file resource in bytes, and most of one item. */
const LARGEST = 50 * 1024 * 1024;
const MOST = 1000;

/** File resources of items. */
export function resourceRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/content/items/:id/resources', handler: (call) => listResources(portal, call) },
    { path: '/content/items/:id/resources/*file', fileLike: true, handler: (call) => resource(portal, call) },
    ...ownedWrite('/items/:id/addResources', (call) => saveResources(portal, call, 'add')),
    ...ownedWrite('/items/:id/updateResources', (call) => saveResources(portal, call, 'update')),
    ...ownedWrite('/items/:id/removeResources', (call) => removeResources(portal, call)),
  ];
}

/** Private resources are there for who may change the item. */
function visible(portal: PortalContext, item: ItemRecord, call: Call): [string, StoredResource][] {
  const own = ['edit', 'admin'].includes(accessTo(portal, item, call.caller));
  return Object.entries(item.resources).filter(([, file]) => own || file.access === 'inherit');
}

function listResources(portal: PortalContext, call: Call): unknown {
  const item = readableItem(portal, call.route.id, call.caller);
  const all = visible(portal, item, call).sort(([a], [b]) => (a < b ? -1 : 1));
  const start = Math.max(call.params.number('start', 1), 1);
  const page = all.slice(start - 1, start - 1 + Math.min(Math.max(call.params.number('num', 10), 1), MOST));
  const end = start - 1 + page.length;
  return {
    total: all.length,
    start,
    num: page.length,
    nextStart: end < all.length ? end + 1 : -1,
    resources: page.map(([name, { created, bytes, access }]) => ({
      resource: name,
      created,
      size: bytes,
      access,
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

interface NewResource {
  name: string;
  store(): Promise<StoredFile>;
}

async function saveResources(portal: PortalContext, call: Call, how: 'add' | 'update'): Promise<unknown> {
  const item = writableItem(portal, call, 'edit');
  const added = await newResources(portal, call);
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
  if (Object.keys(item.resources).length + added.length > MOST) {
    throw new PortalError(400, `An item can have ${MOST} file resources at most.`);
  }
  const access = call.params.text('access', '').toLowerCase() === 'private' ? 'private' : 'inherit';
  const resources = { ...item.resources };
  const replaced: StoredFile[] = [];
  for (const { name, store } of added) {
    const old = resources[name];
    if (old) replaced.push(old);
    resources[name] = { ...(await store()), created: Date.now(), access };
  }
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
    const type = contentTypeOf(given, 'text/plain');
    return [{ name: full(given), store: () => portal.store.files.keepBytes(text, given, type) }];
  }
  const plain = (upload: UploadedFile): NewResource => {
    if (upload.bytes > LARGEST) throw new PortalError(400, 'The file resource is too large.');
    const name = uploads.length === 1 && given !== '' ? given : upload.name;
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
