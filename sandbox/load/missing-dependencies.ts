import { isFileType } from '../portal/items/item-types.js';
import type { LoadedDocument } from './document.js';
import { knownType } from './document-types.js';

type Json = Record<string, unknown>;

/** A hosted layer that documents name and that is not among them. */
export interface MissingService {
  /** Its address as the documents write it, without layer. */
  root: string;
  name: string;
  /** Its layers by number, with the fields that the documents name. */
  layers: Map<number, Set<string>>;
  /** Item ids that the documents give for it. */
  ids: Set<string>;
}

/** An item that documents name and that is not among them. */
export interface MissingItem {
  id: string;
  type: string;
  /** Of an item that is an address. */
  url?: string;
  layer: number;
}

const SERVICE = /https?:\/\/[^"\\\s?]+?\/rest\/services\/([^"\\\s?]+?)\/FeatureServer(?:\/(\d+))?/g;
/** Hosted layers of ArcGIS Online, which the loaded portal shall serve itself; services on other hosts stay where they are. */
const HOSTED = /^https?:\/\/services\d*\.arcgis\.com\//;
/** Items of services that are not copied: their address is all that is known of them. */
const SERVICE_TYPES: [RegExp, string][] = [
  [/\/FeatureServer(?:\/|$)/, 'Feature Service'],
  [/\/MapServer(?:\/|$)/, 'Map Service'],
  [/\/SceneServer(?:\/|$)/, 'Scene Service'],
  [/\/ImageServer(?:\/|$)/, 'Image Service'],
  [/\/VectorTileServer(?:\/|$)/, 'Vector Tile Service'],
];
/** Addresses of apps and maps in a portal of an organisation. */
const APPS: [RegExp, string][] = [
  [/\.maps\.arcgis\.com\/apps\/(?:dashboards|opsdashboard\/index\.html#)\/([0-9a-f]{32})/gi, 'Dashboard'],
  [/\.maps\.arcgis\.com\/apps\/[^"\s\\]*?[?&](?:app)?id=([0-9a-f]{32})/gi, 'Web Mapping Application'],
  [/\.maps\.arcgis\.com\/[^"\s\\]*?[?&]webmap=([0-9a-f]{32})/gi, 'Web Map'],
];
const MAP_KEY = /^(?:webmaps?|mapItemId|workerWebMapId|dispatcherWebMapId)$/i;

/** Whether it is an id of an item: documents also hold numbers and names where ids are expected. */
export function isItemId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/i.test(value);
}

/** The hosted services that the documents name, by address. */
export function missingServices(documents: LoadedDocument[]): Map<string, MissingService> {
  const own = new Set(documents.flatMap(({ url }) => (url === undefined ? [] : [rootOf(url)])));
  const found = new Map<string, MissingService>();
  for (const { content } of documents) {
    for (const [url, name = '', layer] of JSON.stringify(content ?? null).matchAll(SERVICE)) {
      const root = rootOf(url);
      if (!HOSTED.test(url) || own.has(root)) continue;
      const service = found.get(root) ?? { root, name, layers: new Map(), ids: new Set<string>() };
      const number = Number(layer ?? 0);
      if (!service.layers.has(number)) service.layers.set(number, new Set());
      found.set(root, service);
    }
    for (const object of objects(content)) {
      const { url, itemId } = object;
      const service = typeof url === 'string' ? found.get(rootOf(url)) : undefined;
      if (service && isItemId(itemId)) service.ids.add(itemId);
      const fields = service?.layers.get(Number(/\/(\d+)\/?$/.exec(String(url))?.[1] ?? 0));
      for (const name of fieldsIn(object)) fields?.add(name);
    }
  }
  return found;
}

/** The further items that the documents name, as far as they say what these are. `known` are ids that lead somewhere already. */
export function missingItems(documents: LoadedDocument[], known: ReadonlySet<string>): MissingItem[] {
  const found = new Map<string, MissingItem>();
  const note = (id: unknown, type: MissingItem['type'], more: Partial<MissingItem> = {}): void => {
    if (!isItemId(id) || known.has(id) || found.has(id)) return;
    found.set(id, { id, type, layer: 0, ...more });
  };
  for (const { content } of documents) {
    for (const object of objects(content)) {
      for (const [key, value] of Object.entries(object)) {
        if (MAP_KEY.test(key)) for (const id of [value].flat()) note(id, 'Web Map');
      }
      const { itemId, layerId, url } = object;
      const type = typeNamedIn(object);
      if (type === undefined) continue;
      const isAddress = typeof url === 'string';
      note(itemId, type, { layer: Number(layerId ?? 0), ...(isAddress ? { url: rootOf(url) } : {}) });
    }
    const text = JSON.stringify(content ?? null);
    for (const [pattern, type] of APPS) for (const [, id] of text.matchAll(pattern)) note(id, type);
  }
  return [...found.values()];
}

/** Fields that a layer of a map is shown and filtered by. */
function fieldsIn({ popupInfo, layerDefinition }: Json): string[] {
  const infos = ((popupInfo as Json | undefined)?.fieldInfos ?? []) as { fieldName?: unknown }[];
  const filter = String((layerDefinition as Json | undefined)?.definitionExpression ?? '');
  const compared = filter.matchAll(/\b([a-z_]\w*)\s*(?:=|<|>|in\b|like\b|is\b|not\b|between\b)/gi);
  return [
    ...infos.map(({ fieldName }) => String(fieldName)),
    ...[...compared].map(([, name = '']) => name),
  ].filter((name) => /^[a-z_]\w*$/i.test(name));
}

/** The item type of what an object refers to with its `itemId`, as far as it tells. */
function typeNamedIn({ type, itemType, layerType, url }: Json): string | undefined {
  if (type === 'mapWidget' || type === 'WEB_MAP') return 'Web Map';
  if (type === 'WEB_SCENE') return 'Web Scene';
  if (type === 'featureServiceDataSource' || type === 'itemDataSource') return 'Feature Service';
  const told = knownType(itemType) ?? (type === 'Feature Collection' ? type : undefined);
  if (told !== undefined && !isFileType(told)) return told;
  if (typeof url === 'string') return SERVICE_TYPES.find(([pattern]) => pattern.test(url))?.[1];
  return layerType === 'ArcGISFeatureLayer' ? 'Feature Service' : undefined;
}

/** Address of a service without its layer. */
export function rootOf(url: string): string {
  return url.replace(/[?#].*$/, '').replace(/\/(?:\d+\/?)?$/, '');
}

/** Every object of a document. */
function* objects(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const one of value) yield* objects(one);
  else if (typeof value === 'object' && value !== null) {
    yield value as Json;
    for (const one of Object.values(value)) yield* objects(one);
  }
}
