import assert from 'node:assert/strict';
import type { Json } from '../../sandbox/town/rest/rest-client.js';
import { bytesOf, type TestTown } from './start-town.js';

interface Layer {
  id: number;
  name: string;
  type: string;
  fields: Json[];
  relationships: Json[];
  hasAttachments: boolean;
  [key: string]: unknown;
}

/** Exports a service, uploads the file and publishes it under another name. The item of the new service. */
export async function republish(town: TestTown, service: Json): Promise<Json> {
  const { admin } = town;
  const title = `copy of ${service.title}`;
  const exported = await admin.content('/export', {
    itemId: String(service.id),
    title,
    exportFormat: 'File Geodatabase',
  });
  await finished(town, String(exported.exportItemId), { jobId: String(exported.jobId), jobType: 'export' });
  const bytes = await bytesOf(town, `/content/items/${exported.exportItemId}/data`);
  await admin.content(`/items/${exported.exportItemId}/delete`, { permanentDelete: true });
  return publish(town, `Copy_${String(service.name)}`, bytes);
}

/** Publishes a zipped geodatabase. The item of the service. */
export async function publish(town: TestTown, name: string, bytes: Buffer): Promise<Json> {
  const { admin } = town;
  const file = { bytes, name: `${name}.zip`, contentType: 'application/zip' };
  const added = await admin.content('/addItem', { type: 'File Geodatabase', title: name }, { file });
  const published = await admin.content('/publish', {
    itemid: String(added.id),
    fileType: 'fileGeodatabase',
    publishParameters: { name },
  });
  const [made] = published.services as Json[];
  await finished(town, String(made?.serviceItemId), { jobId: String(made?.jobId), jobType: 'publish' });
  return admin.portal(`/content/items/${made?.serviceItemId}`);
}

/** Waits for a job to be completed. Throws if it fails. */
async function finished(town: TestTown, id: string, job: Record<string, string>): Promise<void> {
  for (;;) {
    const { status, statusMessage } = await town.admin.content(`/items/${id}/status`, job);
    if (status === 'completed') return;
    assert.equal(status, 'processing', String(statusMessage));
  }
}

/** Compares two services by all that a geodatabase carries. */
export async function assertSameService(town: TestTown, before: Json, after: Json): Promise<void> {
  const [layers, twins] = [await layersOf(town, before), await layersOf(town, after)];
  assert.deepEqual(twins.map(schemaOf), layers.map(schemaOf), String(before.title));
  for (const [index, layer] of layers.entries()) {
    const twin = twins[index] as Layer;
    assert.deepEqual(await rowsOf(town, after, twin.id), await rowsOf(town, before, layer.id), layer.name);
    const attachments = await attachmentsOf(town, before, layer);
    assert.deepEqual(await attachmentsOf(town, after, twin), attachments, layer.name);
  }
}

export async function layersOf(town: TestTown, item: Json): Promise<Layer[]> {
  const { layers, tables } = await town.admin.service(`${String(item.url)}/layers`);
  return [...(layers as Layer[]), ...(tables as Layer[])];
}

/** What a geodatabase carries of a layer. */
function schemaOf(layer: Layer): Json {
  const { type, geometryType, hasZ, hasM, hasAttachments, globalIdField, objectIdField, relationships } =
    layer;
  return {
    type,
    geometryType,
    hasZ,
    hasM,
    hasAttachments,
    globalIdField,
    objectIdField,
    fields: layer.fields.map(
      ({ name, type: kind, alias, length, nullable, editable, domain, defaultValue }) => ({
        name,
        kind,
        alias,
        length,
        nullable,
        editable,
        domain,
        defaultValue,
      }),
    ),
    relationships: relationships.map(({ name, role, keyField, cardinality, composite }) => ({
      name,
      role,
      keyField,
      cardinality,
      composite,
    })),
  };
}

async function rowsOf(town: TestTown, item: Json, layer: number): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (;;) {
    const page = await town.admin.service(`${String(item.url)}/${layer}/query`, {
      where: '1=1',
      outFields: '*',
      orderByFields: 'OBJECTID',
      returnZ: true,
      returnM: true,
      resultOffset: rows.length,
    });
    rows.push(...(page.features as unknown[]));
    if (page.exceededTransferLimit !== true) return rows.map(comparable);
  }
}

/** Coordinates at 12 digits; ObjectIDs and what the server measures left out. */
function comparable(row: unknown): unknown {
  const { attributes, geometry } = row as { attributes: Json; geometry?: unknown };
  const { OBJECTID: _, Shape__Area: _area, Shape__Length: _length, ...values } = attributes;
  const round = (value: unknown): unknown => {
    if (typeof value === 'number') return Number(value.toPrecision(12));
    if (Array.isArray(value)) return value.map(round);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, round(one)]));
  };
  return { values, geometry: round(geometry) };
}

async function attachmentsOf(town: TestTown, item: Json, layer: Layer): Promise<unknown> {
  if (!layer.hasAttachments) return [];
  const { attachmentGroups } = await town.admin.service(`${String(item.url)}/${layer.id}/queryAttachments`, {
    definitionExpression: '1=1',
  });
  return (attachmentGroups as { parentGlobalId: string; attachmentInfos: Json[] }[]).map(
    ({ parentGlobalId, attachmentInfos }) => ({
      parentGlobalId,
      infos: attachmentInfos.map(({ name, contentType, size, keywords, globalId }) => ({
        name,
        contentType,
        size,
        keywords,
        globalId,
      })),
    }),
  );
}
