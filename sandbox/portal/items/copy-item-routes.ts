import type { Call, Caller } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { newId } from '../../store/portal-store.js';
import type { ItemRecord, StoredFile } from '../../store/records.js';
import { accessTo, folderOf, forbidden, has, readableItem } from '../access.js';
import { freeFileName } from '../files/item-content.js';
import type { PortalContext } from '../portal-context.js';
import { applyItemParams, newItem } from './item-params.js';
import { withGeneratedKeywords } from './item-types.js';
import { ownedWrite } from './owned-routes.js';

/** Key words that only the portal gives: a copy does not have them. */
const RESERVED = ['Hosted Service', 'View Service', 'Metadata'];

/** What the copy has of its source. */
const COPIED = [
  'title',
  'type',
  'description',
  'tags',
  'snippet',
  'documentation',
  'extent',
  'categories',
  'spatialReference',
  'accessInformation',
  'licenseInfo',
  'culture',
  'properties',
  'advancedSettings',
  'url',
  'name',
  'size',
  'dataIsText',
] as const satisfies (keyof ItemRecord)[];

/** Copies that the portal makes by itself. There since ArcGIS Enterprise 10.9. */
export function copyItemRoutes(portal: PortalContext): Route[] {
  if (!portal.profile.atLeast('10.9')) return [];
  return ownedWrite('/items/:id/copy', (call) => copyItem(portal, call));
}

/**
 * The copy belongs to the caller and is private; relations are not copied, and of a hosted service only the address is.
 * https://developers.arcgis.com/rest/users-groups-and-items/copy-item/
 */
async function copyItem(portal: PortalContext, call: Call): Promise<unknown> {
  const { params } = call;
  const caller = call.caller as Caller;
  const source = readableItem(portal, call.route.id, caller);
  if (!['edit', 'admin'].includes(accessTo(portal, source, caller))) throw forbidden();
  if (!has(caller, 'portal:user:createItem')) throw forbidden();
  const folder = folderOf(portal, caller.username, params.text('folder'));
  const copy = newItem(newId(), caller.username, folder?.id ?? null);
  for (const key of COPIED) Object.assign(copy, { [key]: structuredClone(source[key]) });
  const own = source.typeKeywords.filter((keyword) => !RESERVED.includes(keyword));
  copy.typeKeywords = withGeneratedKeywords(source.type, own);
  applyItemParams(portal, copy, params);
  await copyFiles(portal, source, copy, {
    resources: params.boolean('includeResources', false),
    privateOnes: params.boolean('copyPrivateResources', false),
  });
  portal.store.saveItem(copy);
  return { success: true, itemId: copy.id, owner: copy.owner, folder: copy.folder };
}

async function copyFiles(
  portal: PortalContext,
  source: ItemRecord,
  copy: ItemRecord,
  which: { resources: boolean; privateOnes: boolean },
): Promise<void> {
  const again = (file: StoredFile) => portal.store.files.copy(file);
  if (source.data) {
    const name = source.dataIsText ? `${copy.id}.json` : freeFileName(portal, copy.owner, source.data.name);
    copy.data = { ...(await again(source.data)), name };
    if (!source.dataIsText) copy.name = name;
  }
  for (const [path, file] of Object.entries(source.info)) copy.info[path] = await again(file);
  copy.thumbnail = source.thumbnail;
  if (copy.info['metadata/metadata.xml']) copy.typeKeywords.push('Metadata');
  if (!which.resources) return;
  for (const [path, file] of Object.entries(source.resources)) {
    if (file.access === 'private' && !which.privateOnes) continue;
    copy.resources[path] = { ...file, ...(await again(file)), created: Date.now() };
  }
}
