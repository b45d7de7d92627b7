import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withTempFolder } from '../../../lib/items/with-temp-folder.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { Content, dashboard, webMap } from '../../copy/support/content.js';
import {
  addRows,
  attach,
  field,
  guid,
  hostedService,
  layer,
  updateDefinition,
} from '../../features/town-services.js';

const DAY = 24 * 3_600_000;

const TRACKING = {
  enableEditorTracking: true,
  enableOwnershipAccessControl: false,
  allowOthersToQuery: true,
  allowOthersToUpdate: true,
  allowOthersToDelete: true,
};

/** One red pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const end = (name: string, relatedTableId: number, role: string, keyField: string) => ({
  id: 0,
  name,
  relatedTableId,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField,
  composite: false,
});

/**
 * One item of each kind that is copied in a way of its own, as small as it can be: a file in a folder, a layer with a related table and
 * attachments, a view on it, a map of both with a picture and a resource, a dashboard on the map.
 */
export async function smallContent(portal: WritablePortal, username: string): Promise<void> {
  const content = new Content(portal, username);
  const folder = await content.folder('Trees of the town');
  const file = await content.file('Species', 'id,name\n1,Oak\n2,Lime\n', folder);
  const trees = await treeLayer(portal);
  await content.update(trees.id, {
    tags: 'town,layer',
    snippet: 'Every tree',
    text: JSON.stringify({ layers: [{ id: 0, popupInfo: { title: 'Tree {NAME}', fieldInfos: [] } }] }),
  });
  const view = await content.view('Trees_open', trees);
  const map = await content.document(
    'Web Map',
    'Tree map',
    webMap([
      { ...trees, title: 'Trees' },
      { url: view.url, title: 'Open ones, by URL only' },
    ]),
    { description: `See <a href="${portal.url}/home/item.html?id=${file}">the species</a>` },
  );
  await addPictures(portal, `/content/users/${username}/items/${map}`);
  await content.document('Dashboard', 'Tree board', dashboard(map));
}

async function treeLayer(portal: WritablePortal): Promise<{ id: string; url: string }> {
  const trees = layer(
    0,
    'Trees',
    'Point',
    [field('NAME', 'String', { length: 50 }), field('STATUS', 'String', { length: 50 })],
    { hasAttachments: true },
  );
  const visits = layer(1, 'Visits', null, [
    field('TreeID', 'GUID', { length: 38 }),
    field('Day', 'Date'),
    field('Note', 'String', { length: 100 }),
  ]);
  const relationships = {
    layers: [{ id: 0, relationships: [end('Visits', 1, 'Origin', 'GlobalID')] }],
    tables: [{ id: 1, relationships: [end('Trees', 0, 'Destination', 'TreeID')] }],
  };
  const { itemId, url } = await hostedService(portal, 'Trees', [trees, visits], { relationships });
  const ids = Array.from({ length: 4 }, guid);
  const rows = await addRows(
    portal,
    `${url}/0`,
    ids.map((GlobalID, n) => ({
      attributes: { GlobalID, NAME: `Tree ${n}`, STATUS: n % 2 ? 'open' : 'done' },
      geometry: { x: n, y: n, spatialReference: { wkid: 102100 } },
    })),
  );
  await addRows(
    portal,
    `${url}/1`,
    ids.slice(1).map((TreeID, n) => ({
      attributes: { GlobalID: guid(), TreeID, Day: Date.UTC(2020, 0, 1) + n * DAY, Note: `Visit ${n}` },
    })),
  );
  for (const [row, name] of [
    [rows[0], 'bark.txt'],
    [rows[0], 'leaf.txt'],
    [rows[2], 'leaf.txt'],
  ]) {
    await attach(portal, `${url}/0/${row}`, {
      name: String(name),
      text: `${name} of ${row}`,
      contentType: 'text/plain',
    });
  }
  // Settings that a copy can only get when its rows are loaded.
  await updateDefinition(portal, `${url}/0`, { fields: [{ name: 'STATUS', editable: false }] });
  await updateDefinition(portal, url, { capabilities: 'Query', editorTrackingInfo: TRACKING });
  return { id: itemId, url };
}

async function addPictures(portal: WritablePortal, itemUrl: string): Promise<void> {
  await withTempFolder(async (folder) => {
    const path = join(folder, 'picture');
    await writeFile(path, PICTURE);
    const part = { path, name: 'tree.png', contentType: 'image/png' };
    await portal.write(`${itemUrl}/update`, {}, { files: { thumbnail: part } });
    await portal.write(`${itemUrl}/addResources`, { resourcesPrefix: 'pictures' }, { files: { file: part } });
  });
}
