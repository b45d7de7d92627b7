import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { newId } from '../../store/portal-store.js';
import { contentOwner, folderOf, forbidden, writableItem } from '../access.js';
import { applyItemContent, checkFileName } from '../files/item-content.js';
import type { PortalContext } from '../portal-context.js';
import { applyItemParams, newItem } from './item-params.js';
import { ownedWrite } from './owned-routes.js';
import { relate, relationOf } from './relate.js';

/** Making items and changing them. */
export function addItemRoutes(portal: PortalContext): Route[] {
  return [
    ...ownedWrite('/addItem', (call) => addItem(portal, call)),
    ...ownedWrite('/items/:id/update', (call) => updateItem(portal, call)),
  ];
}

async function addItem(portal: PortalContext, call: Call): Promise<unknown> {
  const owner = contentOwner(portal, call);
  if (!call.caller?.privileges.includes('portal:user:createItem')) throw forbidden();
  const folder = folderOf(portal, owner.username, call.route.folder);
  const { params } = call;
  const item = newItem(idToCreate(portal, call), owner.username, folder?.id ?? null);
  if (params.boolean('multipart', false)) {
    const name = params.text('filename', params.text('title', item.id));
    checkFileName(portal, item.owner, name, item.id);
    // What the item is called and of what type it is comes with the commit; only a service definition says it now.
    const definition = /\.sd$/i.test(name);
    Object.assign(item, {
      name,
      title: definition ? params.text('title', name) : name,
      type: definition ? params.text('type', 'Service Definition') : '',
      parts: {},
    });
    portal.store.saveItem(item);
    return { success: true, id: item.id, folder: item.folder };
  }
  if (params.text('type', '') === '' || params.text('title', '') === '') {
    throw new PortalError(400, "'type' and 'title' property required.");
  }
  applyItemParams(portal, item, params);
  await applyItemContent(portal, item, call);
  const relation = relationOf(portal, call, item);
  portal.store.transaction(() => {
    portal.store.saveItem(item);
    if (relation) relate(portal, relation);
  });
  return { success: true, id: item.id, folder: item.folder };
}

/** The id of the new item; ArcGIS Enterprise lets the client choose it. */
export function idToCreate(portal: PortalContext, call: Call): string {
  const wanted = call.params.text('itemIdToCreate', '').trim();
  if (wanted === '' || portal.kind === 'online' || !portal.profile.atLeast('10.8.1')) return newId();
  if (!/^[0-9a-f]{32}$/.test(wanted) || portal.store.item(wanted)) {
    throw new PortalError(400, `Item id '${wanted}' is not valid or already in use.`);
  }
  return wanted;
}

async function updateItem(portal: PortalContext, call: Call): Promise<unknown> {
  const known = writableItem(portal, call, 'edit');
  const { params } = call;
  if (params.boolean('multipart', false)) {
    const name = params.text('filename', '') || known.name;
    if (name !== null) checkFileName(portal, known.owner, name, known.id);
    portal.store.saveItem({ ...known, name, parts: {} });
    return { success: true, id: known.id };
  }
  const item = structuredClone(known);
  applyItemParams(portal, item, params);
  // The address of a hosted service is the portal's own affair.
  if (item.service !== null) item.url = known.url;
  const replaced = await applyItemContent(portal, item, call);
  if (
    params.boolean('clearEmptyFields', false) &&
    params.text('text') === '' &&
    item.dataIsText &&
    item.data
  ) {
    replaced.push(item.data);
    Object.assign(item, { data: null, size: -1 });
  }
  portal.store.saveItem({ ...item, modified: Math.max(Date.now(), known.modified + 1) });
  portal.store.files.remove(replaced);
  return { success: true, id: item.id };
}
