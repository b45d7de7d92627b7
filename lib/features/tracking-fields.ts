import type { Json, LayerDefinition } from './definition.js';
import { fieldMapping } from './field-mapping.js';
import { editFields } from './field-roles.js';

/**
 * `editFieldsInfo` for a layer of the copy that has the fields in which the source records who made and changed a row, but does not know yet what they
 * are for: without it the portal adds fields of its own when tracking is switched on. Null if there is nothing to say.
 */
export function trackingFields(layer: LayerDefinition, copy: LayerDefinition): Json | null {
  const wanted = Object.entries(editFields(layer));
  if (wanted.length === 0 || Object.keys(editFields(copy)).length > 0) return null;
  const names = fieldMapping(layer, copy);
  const known = wanted.flatMap(([role, name]) => (names.has(name) ? [[role, names.get(name)]] : []));
  return known.length === wanted.length ? Object.fromEntries(known) : null;
}
