import type { MapLayer } from '../map-layers.js';
import { parseServiceUrl } from '../parse-service-url.js';
import type { ReferenceIndex } from '../reference-index.js';
import type { FieldNames } from '../rename-fields.js';
import { isObject, type JsonObject, type Note } from './json-object.js';
import { namesOfLayer } from './layer-names.js';
import { type FieldKnowledge, renameDocumentFields } from './rename-document-fields.js';

/** Whether a document is the configuration of an experience: published, or the draft among its resources. */
export function isExperience(document: JsonObject): boolean {
  return isObject(document.dataSources) && isObject(document.widgets) && isObject(document.pages);
}

/**
 * Renames fields in texts of an experience: these hold expressions as percent-encoded JSON, each part with its data source and field.
 * Returns a new document.
 */
export function renameInExpressions(document: JsonObject, known: FieldKnowledge, note: Note): JsonObject {
  const rename = (text: string, path: string): string =>
    text.replace(/%7B(?:[\w.~!*'()-]|%[0-9A-Fa-f]{2})*%7D/g, (encoded) => {
      const expression = decoded(encoded);
      if (expression === undefined) return encoded;
      const before = JSON.stringify(expression);
      renameDocumentFields(expression, path, known, note);
      const after = JSON.stringify(expression);
      return after === before ? encoded : encodeURIComponent(after);
    });
  return mapStrings(document, '$', rename) as JsonObject;
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}

/**
 * Follows renumbered layers in an experience. A data source that is a whole service, or a layer of a map that is one, has one below it for each layer,
 * whose id ends with the layer's number (`dataSource_3-0`) and stands in widgets, messages, texts and keys. Ids of layers of maps never change.
 * Returns a new document; works on URLs of the source, before anything else is rewritten.
 */
export function renumberDataSources(document: JsonObject, index: ReferenceIndex, note: Note): JsonObject {
  let result = document;
  for (const { id, url } of wholeServices(document, index)) {
    const layers = index.service(url)?.layers ?? {};
    if (!Object.entries(layers).some(([from, to]) => from !== to)) continue;
    const renumbered = new RegExp(`(?<=^|[^\\w-]|%[0-9A-Fa-f]{2})(${escaped(id)}-)(\\d+)(?!\\w)`, 'g');
    const text = (before: string, path: string): string => {
      const after = before.replace(renumbered, (all, start: string, layer: string) =>
        layers[layer] === undefined ? all : start + layers[layer],
      );
      if (after !== before) note(path, before, after);
      return after;
    };
    result = mapStrings(result, '$', text) as JsonObject;
    const own = (result.dataSources as JsonObject)[id];
    if (!isObject(own) || !isObject(own.childDataSourceJsons)) continue;
    own.childDataSourceJsons = Object.fromEntries(
      Object.entries(own.childDataSourceJsons).map(([layer, child]) => [layers[layer] ?? layer, child]),
    );
  }
  return result;
}

/** Data sources, and layers of maps that data sources show, that are whole services: by the beginning of the ids of their layers. */
function wholeServices(document: JsonObject, index: ReferenceIndex): { id: string; url: string }[] {
  const found = Object.entries(document.dataSources as JsonObject).flatMap(([id, source]) => {
    if (!isObject(source)) return [];
    const layers = index.layersOfMap(String(source.itemId)).map(({ id: layer, within, url }) => {
      return { id: [id, ...within, layer].join('-'), url };
    });
    const { url, childDataSourceJsons } = source;
    return typeof url === 'string' && isObject(childDataSourceJsons) ? [{ id, url }, ...layers] : layers;
  });
  return found.filter(({ url }) => {
    const service = parseServiceUrl(url);
    return service !== null && service.layer === undefined;
  });
}

/** The document with every string in it, keys included, replaced. */
function mapStrings(value: unknown, path: string, replace: (text: string, path: string) => string): unknown {
  if (typeof value === 'string') return replace(value, path);
  if (Array.isArray(value)) return value.map((item, at) => mapStrings(item, `${path}[${at}]`, replace));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const place = `${path}.${key}`;
      return [replace(key, place), mapStrings(item, place, replace)];
    }),
  );
}

/**
 * Renamed fields by data source of an experience: what its service says; of a layer of a map, which need not be listed, what the map says;
 * of a data source that a widget puts out, those of the one that it is made from. The id of a layer of a map, of a part of a layer, and of a view of a data
 * source begins with that of the data source.
 */
export function dataSourceFields(
  document: JsonObject,
  index: ReferenceIndex,
): (id: string) => FieldNames | undefined {
  const known = new Map<string, FieldNames>();
  const enter = (source: unknown, fallback: string): void => {
    if (!isObject(source)) return;
    const id = typeof source.id === 'string' ? source.id : fallback;
    for (const layer of index.layersOfMap(String(source.itemId))) enterLayer(layer, id, known, index);
    const names =
      typeof source.url === 'string' ? namesOfLayer(source.url, index, String(source.layerId)) : undefined;
    if (names !== undefined && names.size > 0) known.set(id, names);
    for (const [key, child] of Object.entries(
      isObject(source.childDataSourceJsons) ? source.childDataSourceJsons : {},
    )) {
      enter(child, `${id}-${key}`);
    }
  };
  for (const [id, source] of Object.entries(document.dataSources as JsonObject)) enter(source, id);
  return (id) => {
    const names = [...known.keys()].filter((one) => id === one || id.startsWith(`${one}-`));
    return known.get(names.sort((a, b) => b.length - a.length)[0] ?? '');
  };
}

/** A layer of a map: layers in groups have the ids of the groups before theirs, parts of a service their number behind it. */
function enterLayer(
  { id, within, url }: MapLayer,
  map: string,
  known: Map<string, FieldNames>,
  index: ReferenceIndex,
): void {
  const layer = [map, ...within, id].join('-');
  const own = namesOfLayer(url, index);
  if (own !== undefined) known.set(layer, own);
  const service = parseServiceUrl(url);
  if (service === null || service.layer !== undefined) return;
  for (const [number, fields] of Object.entries(index.service(service.root)?.fields ?? {})) {
    known.set(`${layer}-${number}`, index.names(fields));
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
