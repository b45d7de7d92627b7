import { parseServiceUrl } from '../parse-service-url.js';
import type { ReferenceIndex } from '../reference-index.js';
import { type FieldNames, fieldNames } from '../rename-fields.js';
import { isObject, type JsonObject, type Note } from './json-object.js';
import { type FieldKnowledge, renameDocumentFields } from './rename-document-fields.js';

/** Whether a document is the configuration of an experience: published, or the draft among its resources. */
export function isExperience(document: JsonObject): boolean {
  return isObject(document.dataSources) && isObject(document.widgets) && isObject(document.pages);
}

/**
 * What a plain walk cannot know of an experience: which of its parts belong to a layer whose number or fields changed. Works on URLs of the
 * source, before anything else is rewritten, and may change the document given.
 */
export function prepareExperience(document: JsonObject, index: ReferenceIndex, note: Note): JsonObject {
  if (index.renames) {
    const known = { index, dataSource: dataSourceFields(document, index) };
    renameDocumentFields(document, '$', known, note);
    const expressions = mapStrings(document, '$', (text, path) =>
      renameInExpressions(text, path, known, note),
    );
    return renumberDataSources(expressions as JsonObject, index, note);
  }
  return renumberDataSources(document, index, note);
}

/** Texts hold expressions as percent-encoded JSON, each part with its data source and field. */
function renameInExpressions(text: string, path: string, known: FieldKnowledge, note: Note): string {
  return text.replace(/%7B(?:[\w.~!*'()-]|%[0-9A-Fa-f]{2})*%7D/g, (encoded) => {
    const expression = decoded(encoded);
    if (expression === undefined) return encoded;
    const before = JSON.stringify(expression);
    renameDocumentFields(expression, path, known, note);
    const after = JSON.stringify(expression);
    return after === before ? encoded : encodeURIComponent(after);
  });
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}

/**
 * Follows renumbered layers in an experience. A data source that is a whole service has one below it for each layer, whose id ends with the
 * layer's number (`dataSource_3-0`) and stands in widgets, messages, texts and keys. Ids of layers of maps never change.
 * Returns a new document; works on URLs of the source, before anything else is rewritten.
 */
function renumberDataSources(document: JsonObject, index: ReferenceIndex, note: Note): JsonObject {
  let result = document;
  for (const [id, source] of Object.entries(document.dataSources as JsonObject)) {
    if (!isObject(source) || typeof source.url !== 'string' || !isObject(source.childDataSourceJsons))
      continue;
    const isService = parseServiceUrl(source.url)?.layer === undefined;
    const layers = isService ? (index.service(source.url)?.layers ?? {}) : {};
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
    const own = (result.dataSources as JsonObject)[id] as JsonObject;
    own.childDataSourceJsons = Object.fromEntries(
      Object.entries(own.childDataSourceJsons as JsonObject).map(([layer, child]) => [
        layers[layer] ?? layer,
        child,
      ]),
    );
  }
  return result;
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
 * Renamed fields by data source: what its service says, of a data source that a widget puts out, those of the one that it is made from. The
 * id of a view of a data source begins with that of the data source.
 */
function dataSourceFields(
  document: JsonObject,
  index: ReferenceIndex,
): (id: string) => FieldNames | undefined {
  const known = new Map<string, FieldNames>();
  const enter = (source: unknown, fallback: string): void => {
    if (!isObject(source)) return;
    const id = typeof source.id === 'string' ? source.id : fallback;
    const url = typeof source.url === 'string' ? parseServiceUrl(source.url) : null;
    const mapping = url === null ? undefined : index.service(url.root);
    const fields = mapping?.fields?.[url?.layer ?? String(source.layerId)];
    if (fields !== undefined) known.set(id, fieldNames(fields));
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

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
