import type { Warning } from '../items/findings.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { asJson, type Json } from './definition.js';
import { renameFields } from './rename-fields.js';

/**
 * The data of a layer item (pop-ups, forms, display of each layer) with the layer ids and field names of the copy. Entries for
 * layers that the service does not have are dropped with a warning: they have no effect, and some apps fail on them.
 */
export function serviceData(data: Json, mapping: ServiceMapping): { data: Json; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const result: Json = { ...data };
  for (const key of ['layers', 'tables']) {
    const entries = data[key];
    if (!Array.isArray(entries)) continue;
    result[key] = entries.flatMap((entry: unknown, index) => {
      const layer = asJson(entry);
      const id = mapping.layers[String(layer.id)];
      if (id === undefined) {
        warnings.push({
          code: 'DATA_WITHOUT_LAYER',
          message: `The item's data describes layer ${String(layer.id)}, which the service does not have. It was left out.`,
          path: `data:$.${key}[${index}]`,
        });
        return [];
      }
      const renamed = new Map(Object.entries(mapping.fields?.[String(layer.id)] ?? {}));
      return [{ ...renameFields(layer, renamed), id: Number(id) }];
    });
  }
  return { data: result, warnings };
}
