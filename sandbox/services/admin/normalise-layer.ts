import { spatialReferenceOf } from '../geometry/reproject.js';
import type {
  EditFields,
  Field,
  GeometryType,
  LayerDefinition,
  Relationship,
  SpatialReference,
} from '../layer-definition.js';
import { trackingOf } from '../layer-features.js';
import { ONLINE_LAYER } from '../online-properties.js';
import type { Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { isMeasure, measureFields } from '../shape-measures.js';
import { checkField } from './check-field.js';
import { defaultDrawingInfo } from './default-drawing-info.js';
import { DefinitionError } from './definition-error.js';
import { editorFields } from './editor-fields.js';
import { normaliseField } from './normalise-field.js';
import { storedNames } from './stored-names.js';

type Json = Record<string, unknown>;

/** Properties of a layer's JSON that the server makes itself; they are ignored when clients send them back. */
const SERVER_MADE = new Set([
  ...Object.keys(ONLINE_LAYER),
  'currentVersion',
  'serviceItemId',
  'editingInfo',
  'hasViews',
  'isView',
  'isUpdatableView',
  'sourceSchemaChangesAllowed',
  'sourceId',
  'adminLayerInfo',
  'parentLayer',
  'parentLayerId',
  'subLayers',
  'subLayerIds',
  'capabilities',
  'maxRecordCount',
  'standardMaxRecordCount',
  'tileMaxRecordCount',
  'maxRecordCountFactor',
  'advancedQueryCapabilities',
  'uniqueIdField',
  'supportedQueryFormats',
  'sourceSpatialReference',
  'definitionQuery',
  'serverGens',
  'tableName',
  'isDataVersioned',
  'supportsApplyEditsWithGlobalIds',
  'infoInEstimates',
  'advancedEditingCapabilities',
  'advancedQueryAnalyticCapabilities',
  'hasContingentValuesDefinition',
  'hasMetadata',
  'join',
  'areaOfInterest',
  'metadata',
  'geometryProperties',
  'hasGeometryProperties',
  'attachmentProperties',
  'viewSourceHasAttachments',
  'canModifyLayer',
  'url',
]);
const GEOMETRY_TYPES = new Set<unknown>([
  'esriGeometryPoint',
  'esriGeometryMultipoint',
  'esriGeometryPolyline',
  'esriGeometryPolygon',
]);

/** What is stored of a layer that a client defines: defaults filled in, the server's own properties dropped. Throws DefinitionError. */
export function normaliseLayer(
  context: ServicesContext,
  service: Service,
  sent: Json,
  id: number,
  isTable: boolean,
): LayerDefinition {
  const input = storedNames(sent, context.switches());
  const { name } = input;
  if (typeof name !== 'string' || name.trim() === '') throw new DefinitionError('A layer needs a name.');
  const own = (Array.isArray(input.fields) ? input.fields : []).map((field) => normaliseField(field));
  for (const field of own) checkField(context.profile, field);
  const objectIdField = objectIdOf(input, own);
  const globalId = own.find((field) => field.type === 'esriFieldTypeGlobalID');
  const editFieldsInfo = editFieldsOf(context, service, input, own);
  const geometryType = isTable ? undefined : (input.geometryType as GeometryType | undefined);
  if (!isTable && !GEOMETRY_TYPES.has(geometryType)) {
    throw new DefinitionError(`Invalid geometryType '${String(geometryType)}' of layer '${name}'.`);
  }
  // Not of a map service: its tables are somebody else's.
  const measures =
    service.type === 'FeatureServer' && context.switches().shapeMeasures ? measureFields(geometryType) : [];
  const fields = [
    ...(measures.length > 0 ? own.filter((field) => !isMeasure(field.name)) : own),
    ...measures,
  ];
  const kept = Object.entries(input).filter(
    ([key]) => !SERVER_MADE.has(key) && !/^support(s|ed)[A-Z]/.test(key),
  );
  return {
    ...Object.fromEntries(kept),
    id,
    name,
    type: isTable ? 'Table' : 'Feature Layer',
    ...(geometryType
      ? { geometryType, drawingInfo: input.drawingInfo ?? defaultDrawingInfo(geometryType) }
      : {}),
    spatialReference: isTable ? null : spatialReferenceFor(service, input),
    fields,
    objectIdField,
    globalIdField: text(input.globalIdField) || (globalId?.name ?? ''),
    displayField: text(input.displayField) || firstTextField(fields, objectIdField),
    editFieldsInfo,
    relationships: (Array.isArray(input.relationships) ? input.relationships : []).map(normaliseRelationship),
    indexes: indexesOf(input, fields, objectIdField, isTable),
    hasAttachments: input.hasAttachments === true,
    hasZ: input.hasZ === true,
    hasM: input.hasM === true,
    viewDefinitionQuery: text(input.viewDefinitionQuery),
  };
}

/** A relationship with the properties that all have. */
export function normaliseRelationship(input: unknown, index: number): Relationship {
  const given = (typeof input === 'object' && input !== null ? input : {}) as Partial<Relationship>;
  const { name, relatedTableId, role, keyField } = given;
  if (typeof keyField !== 'string' || relatedTableId === undefined || !role) {
    throw new DefinitionError(`Relationship '${String(name)}' needs relatedTableId, role and keyField.`);
  }
  return {
    ...given,
    id: given.id ?? index,
    name: name ?? '',
    relatedTableId: Number(relatedTableId),
    cardinality: given.cardinality ?? 'esriRelCardinalityOneToMany',
    role,
    keyField,
    composite: given.composite === true,
  };
}

function objectIdOf(input: Json, fields: Field[]): string {
  const existing = fields.find((field) => field.type === 'esriFieldTypeOID');
  if (existing) return text(input.objectIdField) || existing.name;
  const name = text(input.objectIdField) || 'OBJECTID';
  fields.unshift(normaliseField({ name, type: 'esriFieldTypeOID', alias: name }));
  return name;
}

function editFieldsOf(
  context: ServicesContext,
  service: Service,
  input: Json,
  fields: Field[],
): EditFields | null {
  const given = (input.editFieldsInfo as EditFields | null | undefined) ?? null;
  if (!trackingOf(service) || (given && !context.switches().ownEditorFields)) return given;
  const { added, info } = editorFields({ fields }, context.kind);
  fields.push(...added);
  return info;
}

function spatialReferenceFor(service: Service, input: Json): SpatialReference {
  const { spatialReference, initialExtent } = service.definition;
  const extent = (initialExtent ?? input.extent) as Json | null | undefined;
  const own = (input.extent as Json | null | undefined)?.spatialReference;
  return (
    spatialReferenceOf(spatialReference) ??
    spatialReferenceOf(extent?.spatialReference) ??
    spatialReferenceOf(own) ?? { wkid: 102100, latestWkid: 3857 }
  );
}

function indexesOf(input: Json, fields: Field[], objectIdField: string, isTable: boolean): Json[] {
  const given = (Array.isArray(input.indexes) ? input.indexes : []) as Json[];
  const covers = (name: string) =>
    given.some(
      (index) =>
        String(index.fields ?? '')
          .trim()
          .toLowerCase() === name.toLowerCase(),
    );
  const made: Json[] = [];
  const add = (name: string, isUnique: boolean, description: string) => {
    if (!covers(name))
      made.push({ name: `idx_${name}`, fields: name, isAscending: true, isUnique, description });
  };
  add(objectIdField, true, 'clustered, unique, primary key');
  const globalId = fields.find((field) => field.type === 'esriFieldTypeGlobalID');
  if (globalId) add(globalId.name, true, 'unique');
  if (!isTable) add('Shape', false, 'Shape Index');
  return [...given, ...made];
}

function firstTextField(fields: Field[], fallback: string): string {
  return fields.find((field) => field.type === 'esriFieldTypeString')?.name ?? fallback;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
