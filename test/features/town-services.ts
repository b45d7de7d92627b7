import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TargetId } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import {
  type PortalKind,
  type SandboxOptions,
  type SandboxPortal,
  type Switches,
  startPortal,
} from '../../sandbox/index.js';

/** A running portal and its administrator's connection. */
export interface TestPortal {
  sandbox: SandboxPortal;
  portal: WritablePortal;
  close(): Promise<void>;
}

/** Starts an empty portal; searches see changes at once and jobs end at once. */
export async function startTestPortal(
  kind: PortalKind,
  switches: Partial<Switches> = {},
  more: Pick<SandboxOptions, 'profile'> = {},
): Promise<TestPortal> {
  const dir = await mkdtemp(join(tmpdir(), 'features-'));
  const sandbox = await startPortal({
    kind,
    dir,
    switches: { indexLagMs: 0, jobMs: 1, ...switches },
    ...more,
  });
  const portal = openPortal({ url: sandbox.url, credentials: { kind: 'password', ...sandbox.admin } });
  return {
    sandbox,
    portal,
    async close() {
      await portal.close();
      await sandbox.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type Json = Record<string, unknown>;

export const webMercator = { wkid: 102100, latestWkid: 3857 };
export const extent = { xmin: -8e6, ymin: 4e6, xmax: -7e6, ymax: 5e6, spatialReference: webMercator };

export function field(name: string, type: string, more: Json = {}): Json {
  return {
    name,
    type: `esriFieldType${type}`,
    alias: name,
    nullable: true,
    editable: true,
    domain: null,
    defaultValue: null,
    ...more,
  };
}

const idFields = [
  field('OBJECTID', 'OID', { nullable: false, editable: false }),
  field('GlobalID', 'GlobalID', { nullable: false, editable: false, length: 38 }),
];

/** A layer or table as addToDefinition takes it; `fields` come after ObjectID and GlobalID. */
export function layer(
  id: number,
  name: string,
  geometryType: string | null,
  fields: Json[],
  more: Json = {},
): Json {
  return {
    id,
    name,
    type: geometryType === null ? 'Table' : 'Feature Layer',
    ...(geometryType === null ? {} : { geometryType: `esriGeometry${geometryType}`, extent }),
    objectIdField: 'OBJECTID',
    globalIdField: 'GlobalID',
    displayField: String(fields[0]?.name ?? 'OBJECTID'),
    fields: [...idFields, ...fields],
    hasAttachments: false,
    ...more,
  };
}

/** Makes a hosted service by plain REST calls, as any client would. */
export async function hostedService(
  portal: WritablePortal,
  name: string,
  layers: Json[],
  more: { service?: Json; relationships?: Json } = {},
): Promise<{ itemId: string; url: string }> {
  const self = await portal.self();
  const made = await portal.write<Json>(`/content/users/${self.user?.username}/createService`, {
    createParameters: JSON.stringify({
      name,
      spatialReference: webMercator,
      initialExtent: extent,
      capabilities: 'Create,Delete,Query,Update,Editing',
      preserveLayerIds: true,
      ...more.service,
    }),
    outputType: 'featureService',
  });
  const url = String(made.serviceurl);
  await addToDefinition(portal, url, {
    layers: layers.filter((one) => one.type !== 'Table'),
    tables: layers.filter((one) => one.type === 'Table'),
  });
  if (more.relationships) await addToDefinition(portal, url, more.relationships);
  return { itemId: String(made.itemId), url };
}

export function addToDefinition(portal: WritablePortal, url: string, definition: Json): Promise<Json> {
  return change(portal, url, 'addToDefinition', definition);
}

export function updateDefinition(portal: WritablePortal, url: string, definition: Json): Promise<Json> {
  return change(portal, url, 'updateDefinition', definition);
}

function change(portal: WritablePortal, url: string, operation: string, definition: Json): Promise<Json> {
  const admin = url.replace('/rest/services/', '/rest/admin/services/');
  return portal.write<Json>(`${admin}/${operation}`, { [operation]: JSON.stringify(definition) });
}

export interface TestRow {
  attributes: Json;
  geometry?: Json | null;
}

/** Adds rows and returns their ObjectIDs. */
export async function addRows(
  portal: WritablePortal,
  layerUrl: string,
  rows: TestRow[],
  useGlobalIds = true,
): Promise<number[]> {
  const ids: number[] = [];
  for (let start = 0; start < rows.length; start += 2000) {
    const answer = await portal.write<{ addResults: { objectId: number; success: boolean }[] }>(
      `${layerUrl}/applyEdits`,
      { adds: JSON.stringify(rows.slice(start, start + 2000)), useGlobalIds, rollbackOnFailure: true },
    );
    const failed = answer.addResults.find((result) => !result.success);
    if (failed) throw new Error(`A row of the test was refused: ${JSON.stringify(failed)}`);
    ids.push(...answer.addResults.map((result) => result.objectId));
  }
  return ids;
}

/** Puts a file on a row. */
export async function attach(
  portal: WritablePortal,
  rowUrl: string,
  file: { name: string; text: string; contentType?: string; keywords?: string },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'features-file-'));
  const path = join(folder, 'file');
  await writeFile(path, file.text);
  const part = { path, name: file.name, ...(file.contentType ? { contentType: file.contentType } : {}) };
  const answer = await portal.write<{ addAttachmentResult?: { success: boolean } }>(
    `${rowUrl}/addAttachment`,
    { keywords: file.keywords ?? '' },
    { files: { attachment: part } },
  );
  if (answer.addAttachmentResult?.success !== true)
    throw new Error(`A file of the test was refused: ${JSON.stringify(answer)}`);
  await rm(folder, { recursive: true });
}

export function guid(): string {
  return `{${randomUUID().toUpperCase()}}`;
}

/** Every row of a layer in the order of ObjectIDs, read in one go. */
export async function allRows(portal: WritablePortal, layerUrl: string, where = '1=1'): Promise<TestRow[]> {
  const rows: TestRow[] = [];
  for (;;) {
    const page = await portal.read<{ features: TestRow[]; exceededTransferLimit?: boolean }>(
      `${layerUrl}/query`,
      {
        where,
        outFields: '*',
        orderByFields: 'OBJECTID',
        returnZ: true,
        returnM: true,
        resultOffset: rows.length,
      },
    );
    rows.push(...page.features);
    if (page.exceededTransferLimit !== true) return rows;
  }
}

/** What copies are asked for with. */
export async function copyRequest(portal: WritablePortal, name: string) {
  const self = await portal.self();
  return {
    owner: self.user?.username ?? '',
    folderId: null,
    name,
    itemParams: { title: name, tags: 'copy', typeKeywords: ['source-0', 'copy-unfinished'] },
  };
}

export function asTargetId(id: string): TargetId {
  return id as TargetId;
}
