import type { Rest } from '../support/rest.js';
import { type Content, itemsMeant, type Meant, servicesOf } from './meant-items.js';
import { packageOf, type RealItem } from './real-items.js';

type Json = Record<string, unknown>;

/** Organisations that the documents come from; their addresses are read as the source portal's. */
const FORMER_PORTAL = /https?:\/\/[\w-]+\.maps(?:qa)?\.arcgis\.com/g;

/** A real document that was put into a portal. */
export interface LoadedItem extends RealItem {
  loadedId: string;
}

/**
 * Puts real documents into a portal, with their drafts, resources and packages: a small hosted service stands in for each service that they
 * name on an arcgis.com host, a map or a layer for each further item; ids, service URLs and the addresses of the portals that they come from
 * are replaced by those of the portal.
 */
export async function loadItems(portal: Rest, username: string, items: RealItem[]): Promise<LoadedItem[]> {
  const contents: Content[] = items.map(({ data, members, resources, properties }) => [
    data,
    Object.values(members ?? {}).map(asJson),
    resources,
    properties,
  ]);
  const replacements = new Map<string, string>();
  for (const [former] of JSON.stringify(contents).matchAll(FORMER_PORTAL)) {
    replacements.set(former, portal.portal);
    replacements.set(former.replace(/^https?:/, ''), portal.portal.replace(/^https?:/, ''));
  }
  for (const [at, service] of [...servicesOf(contents).values()].entries()) {
    const name = `${service.name.replace(/\W/g, '_')}_${at}`;
    const made = await createService(portal, username, name, [...service.layers]);
    replacements.set(service.root, made.url);
    for (const id of service.ids) replacements.set(id, made.id);
  }
  const loaded: LoadedItem[] = [];
  for (const item of items) {
    const { type, title } = item;
    const { id } = await portal.post<{ id: string }>(`/content/users/${username}/addItem`, { type, title });
    if (item.id) replacements.set(item.id, id);
    loaded.push({ ...item, loadedId: id });
  }
  for (const [id, meant] of itemsMeant(contents)) {
    if (!replacements.has(id)) replacements.set(id, await standIn(portal, username, id, meant));
  }
  const sorted = [...replacements].sort(([a], [b]) => b.length - a.length);
  const translate = (text: string): string =>
    sorted.reduce((result, [from, to]) => result.split(from).join(to), text);
  for (const item of loaded) await fill(portal, username, item, translate);
  return loaded;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function standIn(portal: Rest, username: string, id: string, meant: Meant): Promise<string> {
  if (typeof meant.layer === 'number') {
    return (await createService(portal, username, `standin_${id}`, [meant.layer])).id;
  }
  const title = `Stand-in for ${id}`;
  return (await portal.post<{ id: string }>(`/content/users/${username}/addItem`, { title, ...meant })).id;
}

async function fill(
  portal: Rest,
  username: string,
  item: LoadedItem,
  translate: (text: string) => string,
): Promise<void> {
  const path = `/content/users/${username}/items/${item.loadedId}`;
  const properties = JSON.parse(translate(JSON.stringify(item.properties ?? {}))) as Json;
  const text = item.data === undefined ? {} : { text: translate(JSON.stringify(item.data)) };
  const lists = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  await portal.post(`${path}/update`, { ...lists, ...text });
  if (item.members) {
    const members = Object.entries(item.members).map(([name, member]) => [
      translate(name),
      translate(member),
    ]);
    const form = new FormData();
    const bytes = new Uint8Array(packageOf(Object.fromEntries(members) as Record<string, string>));
    form.set('file', new Blob([bytes], { type: 'application/zip' }), `${item.title}.zip`);
    await portal.post(`${path}/update`, form);
  }
  for (const [resource, content] of Object.entries(item.resources ?? {})) {
    const form = new FormData();
    const [name = '', ...folders] = resource.split('/').reverse();
    if (folders.length > 0) form.set('resourcesPrefix', folders.reverse().join('/'));
    form.set('fileName', name);
    form.set('file', new Blob([translate(JSON.stringify(content))], { type: 'application/json' }), name);
    await portal.post(`${path}/addResources`, form);
  }
}

const layerDefinition = (id: number): Json => ({
  id,
  name: `Layer ${id}`,
  type: 'Feature Layer',
  geometryType: 'esriGeometryPoint',
  objectIdField: 'OBJECTID',
  displayField: 'NAME',
  capabilities: 'Query',
  extent: { xmin: 0, ymin: 0, xmax: 100, ymax: 100, spatialReference: { wkid: 102100 } },
  fields: [
    { name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID', nullable: false, editable: false },
    { name: 'NAME', type: 'esriFieldTypeString', alias: 'Name', length: 80, nullable: true, editable: true },
  ],
});

async function createService(
  portal: Rest,
  username: string,
  name: string,
  layers: number[],
): Promise<{ id: string; url: string }> {
  const made = await portal.post<{ itemId: string; serviceurl: string }>(
    `/content/users/${username}/createService`,
    {
      outputType: 'featureService',
      createParameters: {
        name,
        capabilities: 'Query',
        spatialReference: { wkid: 102100 },
        initialExtent: { xmin: 0, ymin: 0, xmax: 100, ymax: 100, spatialReference: { wkid: 102100 } },
        maxRecordCount: 1000,
        preserveLayerIds: true,
      },
    },
  );
  await portal.post(
    `${made.serviceurl.replace('/rest/services/', '/rest/admin/services/')}/addToDefinition`,
    { addToDefinition: { layers: [...layers].sort((a, b) => a - b).map(layerDefinition), tables: [] } },
  );
  const first = layers[0] ?? 0;
  await portal.post(`${made.serviceurl}/${first}/addFeatures`, {
    features: [
      { attributes: { NAME: name }, geometry: { x: 10, y: 20, spatialReference: { wkid: 102100 } } },
    ],
  });
  return { id: made.itemId, url: made.serviceurl };
}
