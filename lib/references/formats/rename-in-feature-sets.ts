import { arcadeFieldEdits } from '../arcade-fields.js';
import { isScriptKey } from '../reference-keys.js';
import { applyEdits } from '../text-edit.js';
import { isObject, type Note } from './json-object.js';
import type { FieldKnowledge } from './rename-document-fields.js';

/**
 * Renames the fields of feature sets in the Arcade expressions of a document (data expressions of dashboards, pop-ups that look at other
 * layers). In place, on ids of the source.
 */
export function renameInFeatureSets(value: unknown, path: string, known: FieldKnowledge, note: Note): void {
  if (Array.isArray(value)) {
    value.forEach((item, at) => {
      renameInFeatureSets(item, `${path}[${at}]`, known, note);
    });
    return;
  }
  if (!isObject(value)) return;
  const { index, mapLayer: ofMapLayer } = known;
  const ofItem = (id: string, layer: string) => {
    const service = index.serviceOfItem(id);
    return service && index.names(service.mapping.fields?.[layer]);
  };
  for (const [key, item] of Object.entries(value)) {
    const place = `${path}.${key}`;
    if (typeof item !== 'string' || !isScriptKey(key)) {
      renameInFeatureSets(item, place, known, note);
      continue;
    }
    const renamed = applyEdits(item, arcadeFieldEdits(item, { ofItem, ofMapLayer }));
    if (renamed === item) continue;
    value[key] = renamed;
    note(place, item, renamed);
  }
}
