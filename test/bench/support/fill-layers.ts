import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WritablePortal } from '../../../lib/portal/portal.js';

type Json = Record<string, unknown>;

export interface FilledLayer {
  id: string;
  url: string;
}

const webMercator = { wkid: 102100, latestWkid: 3857 };
const extent = { xmin: -8e6, ymin: 4e6, xmax: -7e6, ymax: 5e6, spatialReference: webMercator };
const ROWS_AT_ONCE = 2000;
const CALLS_AT_ONCE = 6;

function field(name: string, type: string, more: Json = {}): Json {
  return { name, type: `esriFieldType${type}`, alias: name, nullable: true, editable: true, ...more };
}

/** 30 fields: texts, whole and other numbers, dates, a GUID. */
const fields = [
  ...Array.from({ length: 10 }, (_, n) => field(`text_${n}`, 'String', { length: 40 })),
  ...Array.from({ length: 8 }, (_, n) => field(`whole_${n}`, 'Integer')),
  ...Array.from({ length: 7 }, (_, n) => field(`number_${n}`, 'Double')),
  ...Array.from({ length: 4 }, (_, n) => field(`date_${n}`, 'Date')),
  field('guid_0', 'GUID', { length: 38 }),
];

/** A hosted point layer with 30 fields and so many rows, the same ones for the same number. */
export async function fillPoints(portal: WritablePortal, name: string, rows: number): Promise<FilledLayer> {
  const layer = await emptyLayer(portal, name, false);
  await addRows(portal, layer.url, rows);
  return layer;
}

/** A hosted point layer whose rows have `each` files of `bytes` bytes. */
export async function fillPhotos(
  portal: WritablePortal,
  name: string,
  { rows, each, bytes }: { rows: number; each: number; bytes: number },
): Promise<FilledLayer> {
  const layer = await emptyLayer(portal, name, true);
  await addRows(portal, layer.url, rows);
  const folder = await mkdtemp(join(tmpdir(), 'bench-photo-'));
  const path = join(folder, 'photo.jpg');
  await writeFile(path, randomBytes(bytes));
  await inLanes(rows * each, 16, async (index) => {
    const row = Math.floor(index / each) + 1;
    const number = (index % each) + 1;
    const file = { path, name: `photo_${row}_${number}.jpg`, contentType: 'image/jpeg' };
    await portal.write(
      `${layer.url}/0/${row}/addAttachment`,
      { keywords: `q${number}` },
      { files: { attachment: file } },
    );
  });
  await rm(folder, { recursive: true });
  return layer;
}

async function emptyLayer(
  portal: WritablePortal,
  name: string,
  hasAttachments: boolean,
): Promise<FilledLayer> {
  const { user } = await portal.self();
  const content = `/content/users/${user?.username}`;
  const createParameters = {
    name,
    spatialReference: webMercator,
    initialExtent: extent,
    capabilities: 'Create,Delete,Query,Update,Editing',
    maxRecordCount: ROWS_AT_ONCE,
  };
  const { itemId, serviceurl } = await portal.write<{ itemId: string; serviceurl: string }>(
    `${content}/createService`,
    { createParameters: JSON.stringify(createParameters), outputType: 'featureService' },
  );
  const idFields = [
    field('OBJECTID', 'OID', { nullable: false, editable: false }),
    field('GlobalID', 'GlobalID', { nullable: false, editable: false, length: 38 }),
  ];
  const layer = {
    id: 0,
    name,
    type: 'Feature Layer',
    geometryType: 'esriGeometryPoint',
    extent,
    objectIdField: 'OBJECTID',
    globalIdField: 'GlobalID',
    hasAttachments,
    maxRecordCount: ROWS_AT_ONCE,
    fields: [...idFields, ...fields],
  };
  await portal.write(`${serviceurl.replace('/rest/services/', '/rest/admin/services/')}/addToDefinition`, {
    addToDefinition: JSON.stringify({ layers: [layer] }),
  });
  await portal.write(`${content}/items/${itemId}/update`, { title: name, tags: 'bench' });
  return { id: itemId, url: serviceurl };
}

async function addRows(portal: WritablePortal, url: string, rows: number): Promise<void> {
  await inLanes(Math.ceil(rows / ROWS_AT_ONCE), CALLS_AT_ONCE, async (batch) => {
    const start = batch * ROWS_AT_ONCE;
    const adds = Array.from({ length: Math.min(ROWS_AT_ONCE, rows - start) }, (_, n) => row(start + n));
    const answer = await portal.write<{ addResults: { success: boolean }[] }>(`${url}/0/applyEdits`, {
      adds: JSON.stringify(adds),
      rollbackOnFailure: true,
    });
    if (!answer.addResults.every(({ success }) => success))
      throw new Error('A row of the bench was refused.');
  });
}

function row(number: number): Json {
  const attributes: Json = {};
  for (let n = 0; n < 10; n += 1) attributes[`text_${n}`] = `Text ${n} of ${number * 7919} ${'äöü'[n % 3]}`;
  for (let n = 0; n < 8; n += 1) attributes[`whole_${n}`] = (number * (n + 3)) % 1_000_003;
  for (let n = 0; n < 7; n += 1) attributes[`number_${n}`] = (number * 31 + n) / 7;
  for (let n = 0; n < 4; n += 1) attributes[`date_${n}`] = 1_600_000_000_000 + number * 60_000 + n;
  attributes.guid_0 = `{${number.toString(16).padStart(8, '0').toUpperCase()}-0000-4000-8000-000000000000}`;
  return {
    attributes,
    geometry: { x: -7.9e6 + (number % 1000) * 3.7, y: 4.2e6 + Math.floor(number / 1000) * 3.1 },
  };
}

/** Runs work for 0 to count - 1, so many at a time. */
async function inLanes(count: number, lanes: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
