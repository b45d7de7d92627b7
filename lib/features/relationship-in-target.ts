import type { ServiceMapping } from '../references/reference-map.js';
import type { Relationship } from './definition.js';

/** One end of a relationship with the layer ids and key fields of the copy. `fields`: names of the end's own layer. */
export function relationshipInTarget(
  end: Relationship,
  fields: ReadonlyMap<string, string>,
  mapping: ServiceMapping,
): Relationship {
  const { relatedTableId, relationshipTableId: between, keyFieldInRelationshipTable: key } = end;
  return {
    ...end,
    relatedTableId: Number(mapping.layers[relatedTableId] ?? relatedTableId),
    keyField: fields.get(end.keyField) ?? end.keyField,
    ...(between != null && { relationshipTableId: Number(mapping.layers[between] ?? between) }),
    ...(between != null && key && { keyFieldInRelationshipTable: mapping.fields?.[between]?.[key] ?? key }),
  };
}
