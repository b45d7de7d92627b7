import type { ReferenceIndex } from '../reference-index.js';
import type { FieldNames } from '../rename-fields.js';
import { isObject, type JsonObject } from './json-object.js';
import { namesOfLayer } from './layer-names.js';

/** Renamed fields by data source of a QuickCapture project, whose buttons name the layer that they write to by such an id. Undefined for other documents. */
export function captureFields(
  document: JsonObject,
  index: ReferenceIndex,
): ((id: string) => FieldNames | undefined) | undefined {
  // Older projects have the content of the application at the top.
  const { dataSources, templateGroups } = isObject(document.application) ? document.application : document;
  if (!Array.isArray(dataSources) || !Array.isArray(templateGroups)) return undefined;
  const known = new Map<string, FieldNames>();
  for (const source of dataSources) {
    if (!isObject(source) || typeof source.url !== 'string') continue;
    const names = namesOfLayer(source.url, index);
    if (names !== undefined) known.set(String(source.dataSourceId), names);
  }
  return (id) => known.get(id);
}
