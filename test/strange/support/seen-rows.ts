import type { Json } from '../../features/town-services.js';
import { type Rest, sha256 } from '../../support/rest.js';

/** What of a layer has to be the same in a copy: its fields, and each row with its shape and its attachments, as texts in any order. */
export interface SeenRows {
  id: number;
  fields: string[];
  rows: string[];
}

interface Feature {
  attributes: Json;
  geometry?: Json | null;
}

/** Names of what a portal computes itself. */
const COMPUTED = /^shape__(area|length)$/i;
const AT_ONCE = 200;

/**
 * Reads all layers and tables of a service by plain calls, row by row and file by file, without the engine. By name of the layer. Names of fields are in
 * lower case, GUIDs without braces, coordinates to a tenth of a millimetre.
 */
export async function seeRows(portal: Rest, url: string): Promise<Record<string, SeenRows>> {
  const all = await portal.json<{ layers: Json[]; tables: Json[] }>(`${url}/layers`);
  const seen: Record<string, SeenRows> = {};
  for (const layer of [...all.layers, ...all.tables]) {
    seen[`${String(layer.name)} ${String(layer.type)}`] = await seeLayer(portal, url, layer);
  }
  return seen;
}

async function seeLayer(portal: Rest, url: string, layer: Json): Promise<SeenRows> {
  const place = `${url}/${String(layer.id)}`;
  const objectId = String(layer.objectIdField);
  const own = (layer.fields as Json[]).filter(
    ({ name, type }) => type !== 'esriFieldTypeOID' && !COMPUTED.test(String(name)),
  );
  const fields = own.map(({ name, type, alias, length, nullable, domain, defaultValue }) =>
    JSON.stringify([String(name).toLowerCase(), type, alias, length, nullable, domain, defaultValue]),
  );
  const rows: string[] = [];
  for (const { attributes, geometry = null } of await everyRow(portal, place)) {
    const values = own.map(({ name, type }) => [
      String(name).toLowerCase(),
      comparable(attributes[String(name)], type),
    ]);
    const files =
      layer.hasAttachments === true ? await filesOf(portal, `${place}/${String(attributes[objectId])}`) : [];
    const { spatialReference: _, ...shape } = geometry ?? {};
    rows.push(JSON.stringify([values.sort(), geometry && rounded(shape), files]));
  }
  return { id: Number(layer.id), fields: fields.sort(), rows: rows.sort() };
}

/** By their ids: whatever a page holds, none is left out. */
async function everyRow(portal: Rest, place: string): Promise<Feature[]> {
  const { objectIds, objectIdFieldName } = await portal.json<{
    objectIds: number[] | null;
    objectIdFieldName: string;
  }>(`${place}/query`, { where: '1=1', returnIdsOnly: true });
  const rows: Feature[] = [];
  let left = objectIds ?? [];
  while (left.length > 0) {
    const { features } = await portal.json<{ features: Feature[] }>(`${place}/query`, {
      objectIds: left.slice(0, AT_ONCE).join(','),
      outFields: '*',
      returnZ: true,
      returnM: true,
      returnTrueCurves: true,
    });
    if (features.length === 0) throw new Error(`${place} has ids of rows that it does not give.`);
    rows.push(...features);
    const got = new Set(features.map(({ attributes }) => attributes[objectIdFieldName]));
    left = left.filter((id) => !got.has(id));
  }
  return rows;
}

async function filesOf(portal: Rest, row: string): Promise<string[]> {
  const { attachmentInfos } = await portal.json<{ attachmentInfos: Json[] }>(`${row}/attachments`);
  const files: string[] = [];
  for (const { id, name, contentType, size, keywords } of attachmentInfos) {
    const bytes = await portal.bytes(`${row}/attachments/${String(id)}`);
    files.push(JSON.stringify([name, contentType, size, keywords ?? '', sha256(bytes)]));
  }
  return files.sort();
}

function comparable(value: unknown, type: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'esriFieldTypeGUID' || type === 'esriFieldTypeGlobalID')
    return String(value).replace(/[{}]/g, '').toLowerCase();
  return type === 'esriFieldTypeSingle' ? Math.fround(Number(value)) : value;
}

function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'number' ? Math.round(inner * 1e4) / 1e4 : inner,
    ),
  );
}
