import type { ServiceMapping } from '../references/reference-map.js';
import { asArray, type LayerDefinition, type Relationship } from './definition.js';
import { relationshipInTarget } from './relationship-in-target.js';
import { renameFields } from './rename-fields.js';
import type { LayerPair } from './service-mapping.js';

/** The source layer as it should be in the target: with the target's field names and layer ids. */
export function layerInTarget(pair: LayerPair, mapping: ServiceMapping): LayerDefinition {
  const ofMapping = Object.entries(mapping.fields?.[pair.source.id] ?? {});
  const renamed = renameFields(pair.source, new Map([...ofMapping, ...pair.fields]));
  return {
    ...renamed,
    fields: renamed.fields.map((field) => ({ ...field, name: pair.fields.get(field.name) ?? field.name })),
    relationships: asArray<Relationship>(pair.source.relationships).map((one) =>
      relationshipInTarget(one, pair.fields, mapping),
    ),
  };
}
