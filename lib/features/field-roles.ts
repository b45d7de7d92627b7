import { asJson, type Field, globalIdField, type LayerDefinition, objectIdField } from './definition.js';

/** What a field is to the portal, besides being a column. */
export type FieldRole = 'objectId' | 'globalId' | 'geometry' | 'shape' | 'editor' | 'plain';

/** Names under which hosting servers show the computed length and area of a shape where they do not say so … */
const computedShape =
  /^(shape__(area|length)|shape\.(area|len|length)|(st_)?(area|length|perimeter)\(shape\))$/i;
/** … and such as data brought from a shapefile or a geodatabase has as well: computed only if nobody may edit it. */
const maybeComputed = /^shape_(area|len|length|leng)$/i;

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
  if (isComputedShape(layer, field)) return 'shape';
  if (Object.values(editFields(layer)).includes(field.name)) return 'editor';
  return 'plain';
}

/** A layer that names its computed fields has no others; points have none. */
function isComputedShape(layer: LayerDefinition, { name, editable }: Field): boolean {
  const { shapeAreaFieldName, shapeLengthFieldName } = asJson(layer.geometryProperties);
  const declared = [shapeAreaFieldName, shapeLengthFieldName].filter((one) => typeof one === 'string');
  if (declared.length > 0) return declared.some((one) => one.toLowerCase() === name.toLowerCase());
  if (!/Polyline|Polygon/.test(layer.geometryType ?? '')) return false;
  return computedShape.test(name) || (maybeComputed.test(name) && editable === false);
}
