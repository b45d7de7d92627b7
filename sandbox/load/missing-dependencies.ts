import { isFileType } from '../portal/items/item-types.js';
import { contentOf, type LoadedDocument } from './document.js';
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

/** Whether an address is that of a hosted layer, which the loaded portal shall serve itself. */
export function isHosted(url: string): boolean {
  return HOSTED.test(url);
}

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
  [/\.maps(?:qa)?\.arcgis\.com\/[^"\s\\]*?[?&]webmap=([0-9a-f]{32})/gi, 'Web Map'],
  [/survey123\.arcgis\.com[^"\s\\]*?(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])/gi, 'Form'],
  [/storymaps\.arcgis\.com[^"\s\\]*?(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])/gi, 'StoryMap'],
  [/experience\.arcgis\.com[^"\s\\]*?(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])/gi, 'Web Experience'],
  [/\.maps(?:qa)?\.arcgis\.com[^"\s]*?(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])/gi, 'Web Map'],
  [/FeatureSetByPortalItem\([^,]*,\s*\\*["']([0-9a-f]{32})/g, 'Feature Service'],
  [/\bitemID=([0-9a-f]{32})/gi, 'Web Map'],
  [/\bget\(\\*["']([0-9a-f]{32})/g, 'Web Map'],
];
const QUOTED = /(?<!"model_id":")(?<=["'\\])([0-9a-f]{32})(?=["'\\])/g;
/** Groups, as documents and scripts name them. */
const GROUPS =
  /(?:"(?:\w*groupIds?|groups?|teams)":\s*(?:\[\s*)?\\*"|\bgroups\.get\(\\*["'])([0-9a-f]{32})/gi;
/** Keys whose value is the id of an item of this type. */
const KEYS: [RegExp, string][] = [
  [/^(?:webmaps?|map|mapItemId|workerWebMapId|dispatcherWebMapId)$/i, 'Web Map'],
  [/^webscenes?$/i, 'Web Scene'],
  [/^parentId$/, 'Web Experience'],
  [/^parentInitiativeId$/, 'Hub Initiative'],
];

/** Whether it is an id of an item: documents also hold numbers and names where ids are expected. */
export function isItemId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/i.test(value);
}

/** The hosted services that the documents name, by address. */
export function missingServices(documents: LoadedDocument[]): Map<string, MissingService> {
  const own = new Set(documents.flatMap(({ url }) => (url === undefined ? [] : [rootOf(url)])));
  const found = new Map<string, MissingService>();
  for (const content of documents.map(contentOf)) {
    for (const [url, name = '', layer] of JSON.stringify(content).matchAll(SERVICE)) {
      const root = rootOf(url);
      if (!isHosted(url) || own.has(root)) continue;
      const service = found.get(root) ?? { root, name, layers: new Map(), ids: new Set<string>() };
      const number = Number(layer ?? 0);
      if (!service.layers.has(number)) service.layers.set(number, new Set());
      found.set(root, service);
    }
    for (const object of objects(content)) {
      const { url } = object;
      const service = typeof url === 'string' ? found.get(rootOf(url)) : undefined;
      const [, id] = Object.entries(object).find(([key, one]) => /itemid$/i.test(key) && isItemId(one)) ?? [];
      if (service && isItemId(id)) service.ids.add(id);
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
  const groups = new Set(missingGroups(documents));
  const unclear = new Set<unknown>();
  for (const content of documents.map(contentOf)) {
    for (const object of objects(content)) {
      for (const [key, value] of Object.entries(object)) {
        const type = KEYS.find(([pattern]) => pattern.test(key))?.[1];
        for (const one of type === undefined ? [] : [value].flat()) {
          note(typeof one === 'object' && one !== null ? (one as Json).id : one, type ?? '');
        }
        if (key === 'pages') for (const page of objects(value)) note(page.id, 'Hub Page');
      }
      const { itemId, layerId, url } = object;
      const type = typeNamedIn(object);
      if (type === undefined) {
        // Nothing tells what it is; most often it is a map.
        if (url === undefined && object.styleUrl === undefined) unclear.add(itemId);
        continue;
      }
      const isAddress = typeof url === 'string' && /^https?:/.test(url);
      note(itemId, type, { layer: Number(layerId ?? 0), ...(isAddress ? { url: rootOf(url) } : {}) });
    }
    const text = JSON.stringify(content);
    // What a notebook puts in quotes is an item, more often than not.
    if (text.includes('"cells":[')) for (const [, id] of text.matchAll(QUOTED)) unclear.add(id);
    for (const [pattern, type] of APPS) {
      for (const [, id = ''] of text.matchAll(pattern)) if (!groups.has(id)) note(id, type);
    }
  }
  for (const id of unclear) if (!groups.has(String(id))) note(id, 'Web Map');
  return [...found.values()];
}

/** The groups that the documents name. */
export function missingGroups(documents: LoadedDocument[]): string[] {
  const text = JSON.stringify(documents.map(contentOf));
  return [...new Set([...text.matchAll(GROUPS)].map(([, id = '']) => id))];
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
  const served =
    typeof url === 'string' ? SERVICE_TYPES.find(([pattern]) => pattern.test(url))?.[1] : undefined;
  if (served !== undefined) return served;
  if (layerType === 'ArcGISSceneServiceLayer') return 'Scene Service';
  if (typeof url === 'string') return undefined;
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
