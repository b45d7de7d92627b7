import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RestClient } from '../town/rest/rest-client.js';
import type { LoadLog } from './load-documents.js';
import { loadedItems, MARK } from './loaded-items.js';

/** Item types by the ending of a file's name. */
const TYPES: [ending: string, type: string, contentType: string][] = [
  ['.gdb.zip', 'File Geodatabase', 'application/zip'],
  ['.zip', 'Shapefile', 'application/zip'],
  ['.csv', 'CSV', 'text/csv'],
  ['.geojson', 'GeoJson', 'application/geo+json'],
  ['.kmz', 'KML', 'application/vnd.google-earth.kmz'],
  ['.kml', 'KML', 'application/vnd.google-earth.kml+xml'],
  ['.pdf', 'PDF', 'application/pdf'],
  ['.png', 'Image', 'image/png'],
  ['.jpg', 'Image', 'image/jpeg'],
  ['.docx', 'Microsoft Word', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['.xlsx', 'Microsoft Excel', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  [
    '.pptx',
    'Microsoft Powerpoint',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ],
  ['.sd', 'Service Definition', 'application/octet-stream'],
  ['.vtpk', 'Vector Tile Package', 'application/octet-stream'],
  ['.tpkx', 'Compact Tile Package', 'application/octet-stream'],
  ['.slpk', 'Scene Layer Package', 'application/octet-stream'],
  ['.lyrx', 'Layer', 'application/json'],
  ['.gpkg', 'GeoPackage', 'application/geopackage+sqlite3'],
];

interface Published {
  services: { serviceItemId?: string; jobId?: string; error?: { message?: string } }[];
}

/** Adds the files in `data` of a folder as items, and publishes the File Geodatabases among them as hosted layers. */
export async function loadData(client: RestClient, root: string, log: LoadLog): Promise<void> {
  const base = path.join(root, 'data');
  const entries = await readdir(base, { withFileTypes: true }).catch(() => []);
  const before = await loadedItems(client);
  for (const { name } of entries
    .filter((entry) => entry.isFile())
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const source = `data/${name}`;
    const [ending, type, contentType] = TYPES.find(([one]) => name.toLowerCase().endsWith(one)) ?? [];
    if (ending === undefined || type === undefined || contentType === undefined) {
      if (!/\.(?:md|txt|json)$/i.test(name)) log(`${source} is left out: no type of item has this ending.`);
      continue;
    }
    try {
      const title = name.slice(0, -ending.length);
      const file = { bytes: await readFile(path.join(base, name)), name, contentType };
      const id =
        before.get(source)?.id ??
        String((await client.content('/addItem', { title, type, typeKeywords: MARK + source }, { file })).id);
      if (type === 'File Geodatabase' && !before.has(`${source} published`)) {
        await publish(client, id, title.replace(/\W/g, '_'), `${source} published`);
      }
      log(`${source}: ${type}`);
    } catch (error) {
      log(`${source} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function publish(client: RestClient, itemId: string, name: string, source: string): Promise<void> {
  const answer = (await client.content('/publish', {
    itemId,
    fileType: 'fileGeodatabase',
    publishParameters: { name },
  })) as unknown as Published;
  const [service] = answer.services;
  const id = service?.serviceItemId;
  if (id === undefined) throw new Error(service?.error?.message ?? 'It was not published.');
  for (;;) {
    const { status, statusMessage } = await client.content(`/items/${id}/status`, {
      jobId: service?.jobId ?? '',
      jobType: 'publish',
    });
    if (status === 'completed') break;
    if (status === 'failed') throw new Error(String(statusMessage));
    await sleep(50);
  }
  await client.content(`/items/${id}/update`, { typeKeywords: `Hosted Service,${MARK}${source}` });
}
