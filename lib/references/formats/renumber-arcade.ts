import { arcadeLayerEdits } from '../arcade-layers.js';
import type { ReferenceIndex } from '../reference-index.js';
import { isScriptKey } from '../reference-keys.js';
import { applyEdits } from '../text-edit.js';
import { isObject, type JsonObject, type Note } from './json-object.js';

/**
 * Follows renumbered layers in the Arcade expressions of a document (pop-ups, labels, data expressions of
 * dashboards). In place.
 */
export function renumberArcade(value: unknown, path: string, index: ReferenceIndex, note: Note): void {
  if (Array.isArray(value)) {
    value.forEach((item, at) => {
      renumberArcade(item, `${path}[${at}]`, index, note);
    });
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string' && isScriptKey(key)) {
        renumber(value, key, item, `${path}.${key}`, index, note);
      } else {
        renumberArcade(item, `${path}.${key}`, index, note);
      }
    }
  }
}

function renumber(
  holder: JsonObject,
  key: string,
  script: string,
  path: string,
  index: ReferenceIndex,
  note: Note,
): void {
  const edits = arcadeLayerEdits(script, (id) => index.serviceOfItem(id)?.mapping.layers);
  const renumbered = applyEdits(script, edits);
  if (renumbered !== script) {
    holder[key] = renumbered;
    note(path, script, renumbered);
  }
}
