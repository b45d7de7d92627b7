import { type LayerField, visibleFieldsOf } from '../layer-fields.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { invalidParameter } from './query-errors.js';

/** The fields that `outFields` names, in the layer's order for "*". The ObjectID alone when nothing is named. */
export function outFieldsOf(context: ServicesContext, layer: Layer, names: string[]): LayerField[] {
  const all = visibleFieldsOf(layer);
  if (names.includes('*')) return all;
  if (names.length === 0) return all.filter(({ field }) => field.name === layer.definition.objectIdField);
  return names.map((name) => {
    const bare = name
      .slice(name.lastIndexOf('.') + 1)
      .replace(/^"|"$/g, '')
      .toLowerCase();
    const found = all.find(({ field }) => field.name.toLowerCase() === bare);
    if (!found) throw invalidParameter(context, 'outFields');
    return found;
  });
}
