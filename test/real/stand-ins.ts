import type { Rest } from '../support/rest.js';

type Json = Record<string, unknown>;

const SERVICE = /https?:\/\/[^"\\\s]+?\/rest\/services\/([^"\\\s]+?)\/FeatureServer(?:\/(\d+))?/g;

/** Layers of the documents that the loaded portal shall serve itself; services on other hosts stay foreign. */
const HOSTED = /^https?:\/\/services\d*\.arcgis\.com\//;

interface StandIn {
  root: string;
  name: string;
  layers: Set<number>;
  /** Item ids that the documents give for it. */
  ids: Set<string>;
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

/** Every object of a document with the objects around it. */
function* objects(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const one of value) yield* objects(one);
  else if (typeof value === 'object' && value !== null) {
    yield value as Json;
    for (const one of Object.values(value)) yield* objects(one);
  }
}

function servicesOf(documents: unknown[]): Map<string, StandIn> {
  const found = new Map<string, StandIn>();
  for (const document of documents) {
    for (const [url, name = '', layer] of JSON.stringify(document).matchAll(SERVICE)) {
      if (!HOSTED.test(url)) continue;
      const root = url.replace(/\/\d+$/, '');
      const service = found.get(root) ?? { root, name, layers: new Set<number>(), ids: new Set<string>() };
      service.layers.add(Number(layer ?? 0));
      found.set(root, service);
    }
    for (const { url, itemId } of objects(document)) {
      if (typeof url !== 'string' || typeof itemId !== 'string') continue;
      found.get(url.replace(/\/\d+$/, ''))?.ids.add(itemId);
    }
  }
  return found;
}

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
    {
      addToDefinition: { layers: [...layers].sort((a, b) => a - b).map(layerDefinition), tables: [] },
    },
  );
  const first = layers[0] ?? 0;
  await portal.post(`${made.serviceurl}/${first}/addFeatures`, {
    features: [
      { attributes: { NAME: name }, geometry: { x: 10, y: 20, spatialReference: { wkid: 102100 } } },
    ],
  });
  return { id: made.itemId, url: made.serviceurl };
}

export interface RealDocument {
  title: string;
  type: 'Web Map' | 'Dashboard';
  content: unknown;
  /** The id by which other documents mean this one. */
  id?: string;
}

/**
 * Puts real documents into a portal: a small hosted service stands in for each service that they name on an arcgis.com host, a map or a layer for
 * each further item; ids, service URLs and the address of the portal that they come from are replaced by those of the portal.
 */
export async function loadDocuments(
  portal: Rest,
  username: string,
  documents: RealDocument[],
  formerPortals: string[],
): Promise<void> {
  const replacements = new Map<string, string>(formerPortals.map((url) => [url, portal.portal]));
  for (const service of servicesOf(documents.map(({ content }) => content)).values()) {
    const made = await createService(portal, username, service.name.replace(/\W/g, '_'), [...service.layers]);
    replacements.set(service.root, made.url);
    for (const id of service.ids) replacements.set(id, made.id);
  }
  const translate = (content: unknown): string =>
    [...replacements]
      .sort(([a], [b]) => b.length - a.length)
      .reduce((text, [from, to]) => text.split(from).join(to), JSON.stringify(content));

  for (const { title, type, content, id } of documents) {
    for (const object of objects(content)) {
      const wanted = object.itemId;
      if (
        typeof wanted !== 'string' ||
        replacements.has(wanted) ||
        documents.some((one) => one.id === wanted)
      )
        continue;
      if (object.type === 'mapWidget') {
        const map = await portal.post<{ id: string }>(`/content/users/${username}/addItem`, {
          type: 'Web Map',
          title: `Stand-in for the map of ${title}`,
          text: { operationalLayers: [], baseMap: { baseMapLayers: [], title: 'None' }, version: '2.30' },
        });
        replacements.set(wanted, map.id);
      } else if (object.type === 'featureServiceDataSource' || object.type === 'itemDataSource') {
        const service = await createService(portal, username, `standin_${wanted}`, [
          Number(object.layerId ?? 0),
        ]);
        replacements.set(wanted, service.id);
      } else if (typeof object.url === 'string' && object.url.includes('/MapServer')) {
        const service = await portal.post<{ id: string }>(`/content/users/${username}/addItem`, {
          type: 'Map Service',
          title: `Stand-in for ${object.url}`,
          url: object.url,
        });
        replacements.set(wanted, service.id);
      }
    }
    const made = await portal.post<{ id: string }>(`/content/users/${username}/addItem`, {
      type,
      title,
      text: translate(content),
    });
    if (id) replacements.set(id, made.id);
  }
}
