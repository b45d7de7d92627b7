type Json = Record<string, unknown>;

/** All that an item holds: data, texts of a package, resources, properties. */
export type Content = unknown[];

/** What an item has to be there as: a layer of this number, or an item with these properties. */
export type Meant = Json & { layer?: number };

/** A hosted service that documents name. */
interface NamedService {
  root: string;
  name: string;
  layers: Set<number>;
  /** Item ids that the documents give for it. */
  ids: Set<string>;
}

const SERVICE = /https?:\/\/[^"\\\s&<>]+?\/rest\/services\/([^"\\\s&<>]+?)\/FeatureServer(?:\/(\d+))?/g;

/** Layers of the documents that the loaded portal shall serve itself; services on other hosts stay foreign. */
const HOSTED = /^https?:\/\/services\d*\.arcgis\.com\//;

/** Every object of a document with the objects around it. */
function* objects(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const one of value) yield* objects(one);
  else if (typeof value === 'object' && value !== null) {
    yield value as Json;
    for (const one of Object.values(value)) yield* objects(one);
  }
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);

/** The item id that an object gives beside a URL. */
const idBeside = (object: Json): string | undefined =>
  Object.entries(object).find(([key, value]) => /itemid$/i.test(key) && isId(value))?.[1] as
    | string
    | undefined;

export function servicesOf(contents: Content[]): Map<string, NamedService> {
  const found = new Map<string, NamedService>();
  for (const content of contents) {
    for (const [url, name = '', layer] of JSON.stringify(content).matchAll(SERVICE)) {
      if (!HOSTED.test(url)) continue;
      const root = url.replace(/\/\d+$/, '');
      const service = found.get(root) ?? { root, name, layers: new Set<number>(), ids: new Set<string>() };
      service.layers.add(Number(layer ?? 0));
      found.set(root, service);
    }
    for (const object of objects(content)) {
      const id = idBeside(object);
      if (typeof object.url === 'string' && id) found.get(object.url.replace(/\/\d+$/, ''))?.ids.add(id);
    }
  }
  return found;
}

const MAP: Json = {
  type: 'Web Map',
  text: { operationalLayers: [], baseMap: { baseMapLayers: [], title: 'None' }, version: '2.30' },
};

const LINK =
  /(?:\.maps(?:qa)?\.arcgis\.com|(?:survey123|storymaps|experience)\.arcgis\.com)[^"\s]*?(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])/g;

const PORTAL_ITEM = /FeatureSetByPortalItem\([^,]*,\s*\\*["']([0-9a-f]{32})/g;

/** Items that documents mean, by id. */
export function itemsMeant(contents: Content[]): Map<string, Meant> {
  const found = new Map<string, Meant>();
  const add = (id: unknown, meant: Meant): void => {
    if (isId(id) && !found.has(id)) found.set(id, meant);
  };
  for (const content of contents) {
    for (const object of objects(content)) {
      const { itemId, url, type, layerId, webmap, webmaps, map } = object;
      const [, server] = /\/(Map|Scene)Server/.exec(String(url)) ?? [];
      if (server) add(itemId, { type: `${server} Service`, url });
      else if (/^(?:featureServiceDataSource|itemDataSource)$/.test(String(type))) {
        add(itemId, { layer: Number(layerId ?? 0) });
      } else if (url === undefined && object.styleUrl === undefined) add(itemId, MAP);
      const maps = [webmap, map, object.workerWebMapId, object.dispatcherWebMapId, object.mapItemId];
      for (const one of [...maps, ...(Array.isArray(webmaps) ? webmaps : [])]) add(one, MAP);
      if (typeof webmap === 'object' && webmap !== null) add((webmap as Json).id, MAP);
    }
    const text = JSON.stringify(content);
    for (const [, id] of text.matchAll(PORTAL_ITEM)) add(id, { layer: 0 });
    for (const [, id] of text.matchAll(LINK)) add(id, MAP);
  }
  return found;
}
