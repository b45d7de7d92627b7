import assert from 'node:assert/strict';
import { type Rest, sha256 } from './rest.js';

type Json = Record<string, unknown>;

export interface Pair {
  source: { id: string; type: string; title: string };
  target: { id: string };
}

interface Translation {
  from: string;
  to: string;
}

const SAME_PROPERTIES = [
  'type',
  'title',
  'snippet',
  'description',
  'tags',
  'extent',
  'accessInformation',
  'licenseInfo',
  'culture',
  'categories',
] as const;

const VOLATILE_FIELD = /^(objectid|fid)$/i;

const isService = (item: Json): boolean =>
  item.type === 'Feature Service' && (item.typeKeywords as string[]).includes('Hosted Service');

const serviceRoot = (url: unknown): string => String(url).replace(/\/+$/, '');

/** Groups of the organisation: id by title. */
async function groupsOf(portal: Rest): Promise<Map<string, string>> {
  const { orgId } = await portal.json<{ orgId: string }>('/community/self');
  const { results } = await portal.json<{ results: { id: string; title: string }[] }>('/community/groups', {
    q: `orgid:${orgId}`,
    num: 100,
  });
  return new Map(results.map(({ id, title }) => [title, id]));
}

/** The services that a portal offers for printing, geometry and the like: URL by name. */
async function helperServicesOf(portal: Rest): Promise<Map<string, string>> {
  const { helperServices } = await portal.json<{ helperServices: Record<string, { url?: string }> }>(
    '/portals/self',
  );
  return new Map(Object.entries(helperServices).flatMap(([name, { url }]) => (url ? [[name, url]] : [])));
}

/** What every id, service and address of the source must read like in the target; the longest first. */
export async function translations(source: Rest, target: Rest, pairs: Pair[]): Promise<Translation[]> {
  const list: Translation[] = [];
  for (const pair of pairs) {
    list.push({ from: pair.source.id, to: pair.target.id });
    const from = await source.json<Json>(`/content/items/${pair.source.id}`);
    if (!isService(from)) continue;
    const to = await target.json<Json>(`/content/items/${pair.target.id}`);
    list.push({ from: serviceRoot(from.url), to: serviceRoot(to.url) });
  }
  const services = await helperServicesOf(target);
  for (const [name, url] of await helperServicesOf(source)) {
    const twin = services.get(name);
    if (twin) list.push({ from: url, to: twin });
  }
  const groups = await groupsOf(target);
  for (const [title, id] of await groupsOf(source)) {
    const twin = groups.get(title);
    if (twin) list.push({ from: id, to: twin });
  }
  list.push({ from: source.portal, to: target.portal });
  return list.sort((a, b) => b.from.length - a.from.length);
}

export const translate = (text: string, list: Translation[]): string =>
  list.reduce((result, { from, to }) => result.split(from).join(to), text);

async function compareFile(source: Rest, target: Rest, pair: Pair): Promise<void> {
  const from = await source.bytes(`/content/items/${pair.source.id}/data`);
  const to = await target.bytes(`/content/items/${pair.target.id}/data`);
  assert.equal(sha256(to), sha256(from), `bytes of ${pair.source.title}`);
}

/** A document without the folder that an app notes for itself: folders have other ids in the target. It must not be that of `former`. */
function withoutFolder(text: string, former?: string): unknown {
  const { folderId, ...document } = JSON.parse(text) as Json;
  if (former && folderId) assert.notEqual(folderId, (JSON.parse(former) as Json).folderId);
  return document;
}

async function compareDocument(source: Rest, target: Rest, pair: Pair, list: Translation[]): Promise<void> {
  const from = (await source.bytes(`/content/items/${pair.source.id}/data`)).toString();
  const to = (await target.bytes(`/content/items/${pair.target.id}/data`)).toString();
  if (from === '') {
    assert.equal(to, '', `no data expected in ${pair.source.title}`);
    return;
  }
  assert.deepEqual(
    withoutFolder(to, from),
    withoutFolder(translate(from, list)),
    `document of ${pair.source.title}`,
  );
}

interface Feature {
  attributes: Json;
  geometry?: unknown;
}

async function allRows(portal: Rest, layerUrl: string, oid: string): Promise<Feature[]> {
  const rows: Feature[] = [];
  for (let last = -1; ; ) {
    const page = await portal.json<{ features: Feature[]; exceededTransferLimit?: boolean }>(
      `${layerUrl}/query`,
      {
        where: `${oid} > ${last}`,
        orderByFields: oid,
        outFields: '*',
        returnGeometry: true,
        returnZ: true,
        returnM: true,
      },
    );
    rows.push(...page.features);
    if (page.features.length === 0) return rows;
    last = Number(page.features.at(-1)?.attributes[oid]);
  }
}

/** GUIDs come in braces and upper case from one kind of portal, bare and in lower case from the other. */
const plainGuid = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/[{}]/g, '').toLowerCase() : value;

const COMPUTED = /^shape__(area|length)$/;

const rounded = (value: unknown, digits: number | undefined): unknown =>
  digits !== undefined && typeof value === 'number' ? Number(value.toPrecision(digits)) : value;

/** A row as text, without the ObjectID, which a portal gives anew. `guids` are the names of GUID fields in lower case. */
const rowText = (row: Feature, guids: Set<string>, digits?: number): string => {
  const attributes = Object.entries(row.attributes)
    .filter(([name]) => !VOLATILE_FIELD.test(name))
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .map(([name, value]) => [name, guids.has(name) ? plainGuid(value) : value] as const)
    .map(
      ([name, value]) => [name, COMPUTED.test(name) ? rounded(value, digits && digits - 4) : value] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([attributes, row.geometry ?? null], (_key, value: unknown) => rounded(value, digits));
};

const SAME_LAYER = [
  'id',
  'name',
  'type',
  'geometryType',
  'hasZ',
  'hasM',
  'hasAttachments',
  'displayField',
  'typeIdField',
  'minScale',
  'maxScale',
  'drawingInfo',
  'templates',
  'types',
] as const;

const fieldShape = (field: Json): Json => ({
  name: field.name,
  alias: field.alias,
  type: field.type,
  length: field.length ?? null,
  nullable: field.nullable,
  domain: field.domain ?? null,
  defaultValue: field.defaultValue ?? null,
});

interface AttachmentInfo {
  id: number;
  name: string;
  size: number;
  contentType: string;
  keywords?: string | null;
}

async function attachments(
  portal: Rest,
  layerUrl: string,
  rows: Feature[],
  oid: string,
  key: string,
): Promise<string[]> {
  const found: string[] = [];
  const keyOf = new Map(
    rows.map((row) => [Number(row.attributes[oid]), String(plainGuid(row.attributes[key]))]),
  );
  const objectIds = [...keyOf.keys()];
  for (let start = 0; start < objectIds.length; start += 500) {
    const answer = await portal.json<{
      attachmentGroups: { parentObjectId: number; attachmentInfos: AttachmentInfo[] }[];
    }>(`${layerUrl}/queryAttachments`, { objectIds: objectIds.slice(start, start + 500).join(',') });
    for (const group of answer.attachmentGroups) {
      for (const info of group.attachmentInfos) {
        const bytes = await portal.bytes(`${layerUrl}/${group.parentObjectId}/attachments/${info.id}`);
        found.push(
          JSON.stringify([
            keyOf.get(group.parentObjectId),
            info.name,
            info.contentType,
            info.keywords ?? '',
            sha256(bytes),
          ]),
        );
      }
    }
  }
  return found.sort();
}

/**
 * Compares two hosted services layer by layer: schema, every row, every attachment. Answers with the number of rows that were compared. Numbers are
 * compared to the last bit, or to so many `digits`: a geodatabase keeps coordinates on a grid, and multiplies them back. `layers` are ids of
 * the target by ids of the source, where they differ.
 */
export async function compareServices(
  source: Rest,
  target: Rest,
  fromUrl: string,
  toUrl: string,
  { digits, layers = {} }: { digits?: number; layers?: Record<string, string> } = {},
): Promise<number> {
  const idOf = (id: unknown): number => Number(layers[String(id)] ?? id);
  let compared = 0;
  const from = await source.json<{ layers: Json[]; tables: Json[] }>(`${fromUrl}/layers`);
  const to = await target.json<{ layers: Json[]; tables: Json[] }>(`${toUrl}/layers`);
  const targets = new Map([...to.layers, ...to.tables].map((layer) => [layer.id, layer]));
  assert.equal(targets.size, from.layers.length + from.tables.length, `layers of ${fromUrl}`);

  for (const layer of [...from.layers, ...from.tables]) {
    const copy = targets.get(idOf(layer.id));
    const place = `${fromUrl}/${String(layer.id)} ${String(layer.name)}`;
    assert.ok(copy, place);
    for (const key of SAME_LAYER) {
      const expected = key === 'id' ? idOf(layer.id) : (layer[key] ?? null);
      assert.deepEqual(copy[key] ?? null, expected, `${key} of ${place}`);
    }
    assert.deepEqual(
      (copy.fields as Json[]).map(fieldShape),
      (layer.fields as Json[]).map(fieldShape),
      `fields of ${place}`,
    );
    const relation = (one: Json): Json => ({
      id: one.id,
      name: one.name,
      cardinality: one.cardinality,
      role: one.role,
      keyField: one.keyField,
      relatedTableId: one.relatedTableId,
    });
    assert.deepEqual(
      ((copy.relationships as Json[]) ?? []).map(relation),
      ((layer.relationships as Json[]) ?? [])
        .map(relation)
        .map((one) => ({ ...one, relatedTableId: idOf(one.relatedTableId) })),
      `relationships of ${place}`,
    );

    const sourceRows = await allRows(source, `${fromUrl}/${String(layer.id)}`, String(layer.objectIdField));
    const targetRows = await allRows(target, `${toUrl}/${String(copy.id)}`, String(copy.objectIdField));
    const guids = new Set(
      (layer.fields as Json[])
        .filter(({ type }) => /GlobalID|GUID/.test(String(type)))
        .map(({ name }) => String(name).toLowerCase()),
    );
    const texts = (rows: Feature[]): string[] => rows.map((row) => rowText(row, guids, digits)).sort();
    assert.equal(targetRows.length, sourceRows.length, `rows of ${place}`);
    assert.deepEqual(texts(targetRows), texts(sourceRows), `values of ${place}`);
    compared += sourceRows.length;

    if (layer.hasAttachments && layer.globalIdField) {
      assert.deepEqual(
        await attachments(
          target,
          `${toUrl}/${String(copy.id)}`,
          targetRows,
          String(copy.objectIdField),
          String(copy.globalIdField),
        ),
        await attachments(
          source,
          `${fromUrl}/${String(layer.id)}`,
          sourceRows,
          String(layer.objectIdField),
          String(layer.globalIdField),
        ),
        `attachments of ${place}`,
      );
    }
  }
  return compared;
}

/**
 * Holds every pair of a report against each other, with a client and rules of its own: properties, thumbnail, documents (every id and address
 * of the source replaced by plain text), files byte by byte, layers row by row.
 */
export async function comparePortals(
  source: Rest,
  target: Rest,
  pairs: Pair[],
): Promise<{ items: number; rows: number }> {
  const list = await translations(source, target, pairs);
  let rows = 0;
  for (const pair of pairs) {
    const from = await source.json<Json>(`/content/items/${pair.source.id}`);
    const to = await target.json<Json>(`/content/items/${pair.target.id}`);
    const place = `${String(from.type)} "${String(from.title)}"`;
    for (const key of SAME_PROPERTIES) {
      const expected = JSON.parse(translate(JSON.stringify(from[key] ?? null), list)) as unknown;
      assert.deepEqual(to[key] ?? null, expected, `${key} of ${place}`);
    }
    assert.ok((to.typeKeywords as string[]).includes(`source-${pair.source.id}`), `identity of ${place}`);
    assert.ok(!(to.typeKeywords as string[]).includes('copy-unfinished'), `${place} is finished`);
    if (from.thumbnail) {
      const picture = (portal: Rest, item: Json): Promise<Buffer> =>
        portal.bytes(`/content/items/${String(item.id)}/info/${String(item.thumbnail)}`);
      assert.equal(
        sha256(await picture(target, to)),
        sha256(await picture(source, from)),
        `thumbnail of ${place}`,
      );
    }
    if (isService(from)) {
      rows += await compareServices(source, target, serviceRoot(from.url), serviceRoot(to.url));
      await compareDocument(source, target, pair, list);
    } else if (
      Number(from.size) > 0 &&
      from.name &&
      !['Web Map', 'Dashboard', 'Web Mapping Application', 'Pro Map'].includes(String(from.type))
    ) {
      await compareFile(source, target, pair);
    } else {
      await compareDocument(source, target, pair, list);
    }
  }
  return { items: pairs.length, rows };
}
