import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { pageOf } from '../../search/page.js';
import { sortItems } from '../../search/search-items.js';
import { newId } from '../../store/portal-store.js';
import type { FolderRecord } from '../../store/records.js';
import { contentOwner, folderOf } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { deleteItem, protectedError } from './delete-item.js';
import { itemJson } from './item-json.js';
import { sanitiseTitle } from './sanitise-html.js';

/** A user's content: the listing of root and folders, and the folders themselves. */
export function folderRoutes(portal: PortalContext): Route[] {
  return [
    {
      path: '/content/users/:user/createFolder',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => createFolder(portal, call),
    },
    {
      path: '/content/users/:user/:folder/delete',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => deleteFolder(portal, call),
    },
    {
      path: '/content/users/:user/:folder/updateFolder',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => renameFolder(portal, call),
    },
    { path: '/content/users/:user', needsToken: true, handler: (call) => listing(portal, call) },
    { path: '/content/users/:user/:folder', needsToken: true, handler: (call) => listing(portal, call) },
  ];
}

function listing(portal: PortalContext, call: Call): unknown {
  const { username } = contentOwner(portal, call);
  const folder = folderOf(portal, username, call.route.folder);
  // The recycle bin is one list: an item in it is in no folder.
  const bin = portal.kind === 'online' && call.params.boolean('inRecycleBin', false);
  const items = [...portal.store.items()].filter(
    (item) =>
      item.owner === username &&
      (bin ? item.recycled !== null : item.recycled === null && item.folder === (folder?.id ?? null)),
  );
  if (!call.params.has('sortField')) items.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  else sortItems(items, call.params);
  const { page, ...rest } = pageOf(items, call.params);
  const view = { caller: call.caller, secure: call.secure };
  return {
    username,
    ...rest,
    currentFolder: folder,
    items: page.map((item) => itemJson(portal, item, view)),
    ...(folder ? {} : { folders: foldersOf(portal, username) }),
  };
}

function foldersOf(portal: PortalContext, username: string): FolderRecord[] {
  return portal.store.folders
    .filter((folder) => folder.username === username)
    .sort((a, b) => a.created - b.created || (a.title < b.title ? -1 : 1));
}

function createFolder(portal: PortalContext, call: Call): unknown {
  const { username } = contentOwner(portal, call);
  const title = titleOf(portal, call, username, 'Unable to create folder.');
  const folder: FolderRecord = { username, id: newId(), title, created: Date.now() };
  portal.store.folders.put(folder.id, folder);
  return { success: true, folder: { username, id: folder.id, title } };
}

function renameFolder(portal: PortalContext, call: Call): unknown {
  const { username } = contentOwner(portal, call);
  const folder = folderOf(portal, username, call.route.folder) as FolderRecord;
  const title = titleOf(portal, call, username, 'Unable to update folder.');
  portal.store.folders.put(folder.id, { ...folder, title });
  return { success: true, folder: { username, id: folder.id, title } };
}

/** A new folder is given its `title`, or in old clients its `foldername`; one that is renamed its `newTitle`. */
function titleGiven({ params }: Call): string {
  return params.text('newTitle', params.text('title', params.text('foldername', '')));
}

function titleOf(portal: PortalContext, call: Call, username: string, failure: string): string {
  const title = sanitiseTitle(titleGiven(call));
  if (title === '') throw new PortalError(400, failure, { details: ["'title' must be specified."] });
  if (portal.store.folders.find((one) => one.username === username && one.title === title)) {
    throw new PortalError(400, failure, { details: [`Folder title '${title}' not available.`] });
  }
  return title;
}

function deleteFolder(portal: PortalContext, call: Call): unknown {
  const { username } = contentOwner(portal, call);
  const folder = folderOf(portal, username, call.route.folder) as FolderRecord;
  const items = [...portal.store.items()].filter(
    (item) => item.folder === folder.id && item.recycled === null,
  );
  const guarded = items.find((item) => item.protected);
  if (guarded) throw protectedError(guarded.id, 'CONT_0035');
  for (const item of items)
    deleteItem(portal, item, { permanently: call.params.boolean('permanentDelete', false) });
  portal.store.folders.delete(folder.id);
  return { success: true, folder: { username, id: folder.id, title: folder.title } };
}
