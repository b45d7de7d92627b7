import { asJson, type Field, globalIdField, type LayerDefinition, objectIdField } from './definition.js';

/** What a field is to the portal, besides being a column. */
export type FieldRole = 'objectId' | 'globalId' | 'geometry' | 'shape' | 'editor' | 'plain';

/** Names under which hosting servers show the computed length and area of a shape. */
const computedShape =
  /^(shape__(area|length)|shape[_.](area|len|length|leng)|(st_)?(area|length|perimeter)\(shape\))$/i;

/** Names of the editor tracking fields of a layer by their role, for those that it has. */
export function editFields(layer: LayerDefinition): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [role, name] of Object.entries(layer.editFieldsInfo ?? {})) {
    if (typeof name === 'string' && /^(creationDate|creator|editDate|editor)Field$/.test(role)) {
      const field = layer.fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
      if (field) names[role] = field.name;
    }
  }
  return names;
}

/** The role of a field. `shape` is a computed length or area: never written, made by the target itself. */
export function fieldRole(layer: LayerDefinition, field: Field): FieldRole {
  if (field.type === 'esriFieldTypeGeometry') return 'geometry';
  if (field.name === objectIdField(layer)) return 'objectId';
  if (field.name === globalIdField(layer)) return 'globalId';
  if (isComputedShape(layer, field.name)) return 'shape';
  if (Object.values(editFields(layer)).includes(field.name)) return 'editor';
  return 'plain';
}

function isComputedShape(layer: LayerDefinition, name: string): boolean {
  const properties = asJson(layer.geometryProperties);
  const declared = [properties.shapeAreaFieldName, properties.shapeLengthFieldName];
  if (declared.includes(name)) return true;
  return Boolean(layer.geometryType) && computedShape.test(name);
}
