import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord, StoredFile } from '../../store/records.js';
import {
  accessTo,
  contentOwner,
  folderOf,
  forbidden,
  has,
  noSuchItem,
  readableItem,
  writableItem,
} from '../access.js';
import { fetchFile } from '../files/fetch-file.js';
import { contentTypeOf, setThumbnail } from '../files/item-content.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { ownedWrite } from './owned-routes.js';

/** What an item can be said to be. */
const STATUSES = ['deprecated', 'org_authoritative', 'public_authoritative'];
/** Largest info file in bytes. */
const LARGEST_INFO = 100 * 1024;

/** Moving, protecting, handing over; thumbnail and info files on their own. */
export function manageItemRoutes(portal: PortalContext): Route[] {
  return [
    ...ownedWrite('/items/:id/move', (call) => {
      const item = writableItem(portal, call);
      const folder = folderOf(portal, item.owner, call.params.text('folder'));
      portal.store.saveItem({ ...item, folder: folder?.id ?? null });
      return { success: true, itemId: item.id, owner: item.owner, folder: folder?.id ?? null };
    }),
    ...ownedWrite('/moveItems', (call) => moveItems(portal, call)),
    ...ownedWrite('/items/:id/protect', (call) => protect(portal, call, true)),
    ...ownedWrite('/items/:id/unprotect', (call) => protect(portal, call, false)),
    ...ownedWrite('/items/:id/updateThumbnail', (call) => updateThumbnail(portal, call)),
    ...ownedWrite('/items/:id/deleteThumbnail', (call) => deleteThumbnail(portal, call)),
    ...ownedWrite('/items/:id/updateInfo', (call) => updateInfo(portal, call)),
    ...ownedWrite('/items/:id/deleteInfo', (call) => deleteInfo(portal, call)),
    ...ownedWrite('/items/:id/setContentStatus', (call) =>
      setContentStatus(portal, call, writableItem(portal, call)),
    ),
    {
      ...writeRoute('/content/items/:id/setContentStatus', (call) => {
        const item = readableItem(portal, call.route.id, call.caller);
        if (accessTo(portal, item, call.caller) !== 'admin') throw forbidden();
        return setContentStatus(portal, call, item);
      }),
      // ArcGIS API for Python sets the status by GET.
      methods: ['GET', 'POST'],
    },
  ];
}

function moveItems(portal: PortalContext, call: Call): unknown {
  const owner = contentOwner(portal, call);
  const folder = folderOf(portal, owner.username, call.params.text('folder'));
  const results = call.params.list('items').map((itemId) => {
    const item = portal.store.item(itemId);
    if (!item || item.owner !== owner.username || item.recycled !== null) {
      return { itemId, success: false, ...noSuchItem().toJSON() };
    }
    if (item.folder === (folder?.id ?? null)) {
      const error = new PortalError(500, 'Item already exists in target folder');
      return { itemId, success: false, ...error.toJSON() };
    }
    portal.store.saveItem({ ...item, folder: folder?.id ?? null });
    return { itemId, success: true };
  });
  return { results };
}

function protect(portal: PortalContext, call: Call, value: boolean): unknown {
  portal.store.saveItem({ ...writableItem(portal, call), protected: value });
  return { success: true };
}

/** Items are deprecated by their owners; authoritative they are made by who may categorise items. */
function setContentStatus(portal: PortalContext, call: Call, item: ItemRecord): unknown {
  const status = call.params.text('status', '');
  if (status !== '' && !STATUSES.includes(status)) {
    throw new PortalError(400, `Content status '${status}' is not valid.`);
  }
  if (status.endsWith('authoritative') && !has(call.caller, 'portal:admin:updateItems')) throw forbidden();
  portal.store.saveItem({ ...item, contentStatus: status === '' ? null : status });
  return { success: true, itemId: item.id };
}

function done(item: ItemRecord): unknown {
  return { success: true, itemId: item.id, owner: item.owner, folder: item.folder };
}

async function updateThumbnail(portal: PortalContext, call: Call): Promise<unknown> {
  const item = structuredClone(writableItem(portal, call, 'edit'));
  const address = call.params.text('url', '');
  const fetched = address === '' ? undefined : await fetchFile(portal, address);
  if (fetched) call.files.set('url', fetched);
  const upload = call.files.get('file') ?? call.files.get('thumbnail') ?? fetched;
  if (!upload) throw new PortalError(400, "'file' must be specified.");
  const old = await setThumbnail(portal, item, upload);
  save(portal, item, old);
  return done(item);
}

function deleteThumbnail(portal: PortalContext, call: Call): unknown {
  const item = structuredClone(writableItem(portal, call, 'edit'));
  const old = item.thumbnail === null ? undefined : item.info[item.thumbnail];
  if (item.thumbnail !== null) delete item.info[item.thumbnail];
  item.thumbnail = null;
  save(portal, item, old ? [old] : []);
  return done(item);
}

async function updateInfo(portal: PortalContext, call: Call): Promise<unknown> {
  const item = structuredClone(writableItem(portal, call, 'edit'));
  const upload = call.files.get('file');
  if (!upload) throw new PortalError(400, "'file' must be specified.");
  if (upload.bytes > LARGEST_INFO) throw new PortalError(400, 'The info file is too large.');
  const folder = call.params.text('folderName', '').replace(/^\/+|\/+$/g, '');
  const path = folder === '' ? upload.name : `${folder}/${upload.name}`;
  const old = item.info[path];
  item.info[path] = await portal.store.files.keep(upload, contentTypeOf(upload.name, upload.contentType));
  if (path === 'metadata/metadata.xml' && !item.typeKeywords.includes('Metadata'))
    item.typeKeywords.push('Metadata');
  save(portal, item, old ? [old] : []);
  return done(item);
}

function deleteInfo(portal: PortalContext, call: Call): unknown {
  const item = structuredClone(writableItem(portal, call, 'edit'));
  const path = call.params.text('infoFile', '');
  const old = item.info[path];
  if (!old) {
    throw new PortalError(400, 'Item info file does not exist or is inaccessible.', {
      messageCode: 'CONT_0036',
    });
  }
  delete item.info[path];
  save(portal, item, [old]);
  return done(item);
}

function save(portal: PortalContext, item: ItemRecord, replaced: StoredFile[]): void {
  portal.store.saveItem({ ...item, modified: Math.max(Date.now(), item.modified + 1) });
  portal.store.files.remove(replaced);
}
