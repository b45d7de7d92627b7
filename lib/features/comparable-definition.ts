import { asArray, asJson, type Field, type Json, type LayerDefinition } from './definition.js';
import {
  enterpriseCapabilities,
  fieldKeysCompared,
  layerKeysCompared,
  serviceKeysCompared,
} from './definition-rules.js';
import { editFields, fieldRole } from './field-roles.js';
import type { LayerService } from './layer-service.js';

/**
 * The part of a layer's definition that a copy has to have as well, in a form in which two of them can be compared: keys
 * sorted, absent and empty values left out, fields by name, indexes by what they cover. Computed fields and the properties
 * of the fields that the portal keeps itself are left out.
 */
export function comparableLayer(layer: LayerDefinition): Json {
  const fields: Json = {};
  for (const field of layer.fields) {
    const role = fieldRole(layer, field);
    if (role === 'plain') fields[field.name] = comparableField(field);
    else if (role === 'globalId' || role === 'editor') fields[field.name] = { role };
  }
  const relationships: Json = {};
  for (const relationship of asArray<Json>(layer.relationships)) {
    const { id, name, relatedTableId, cardinality, role, keyField, composite } = relationship;
    const { relationshipTableId, keyFieldInRelationshipTable } = relationship;
    relationships[`${id} ${role}`] = {
      name,
      relatedTableId: String(relatedTableId),
      cardinality,
      keyField,
      composite: composite === true,
      ...(relationshipTableId != null && {
        relationshipTableId: String(relationshipTableId),
        keyFieldInRelationshipTable,
      }),
    };
  }
  return canonical({
    ...pick(layer, layerKeysCompared),
    fields,
    relationships,
    indexes: comparableIndexes(layer),
    editFieldsInfo: editFields(layer),
    dateFieldsTimeReference: timeZoneOf(layer),
  }) as Json;
}

/** Nothing for UTC, which is meant where nothing is said. Its IANA name is said by one product only. */
export function timeZoneOf(layer: LayerDefinition): Json {
  const { timeZone, respectsDaylightSaving } = asJson(layer.dateFieldsTimeReference);
  return timeZone === undefined || timeZone === 'UTC' ? {} : { timeZone, respectsDaylightSaving };
}

/** What is meant where a service says nothing of it. */
const WITHOUT_OWNERSHIP: Json = {
  enableOwnershipAccessControl: false,
  allowOthersToQuery: true,
  allowOthersToUpdate: true,
  allowOthersToDelete: true,
};

/** As `comparableLayer`, for the service itself. Capabilities are compared as far as both products have them. */
export function comparableService(service: Pick<LayerService, 'service' | 'isView'>): Json {
  const picked = pick(service.service, serviceKeysCompared);
  const tracking = asJson(picked.editorTrackingInfo);
  const tracked = pick(tracking, ['enableEditorTracking', ...Object.keys(WITHOUT_OWNERSHIP)]);
  return canonical({
    ...picked,
    isView: service.isView,
    spatialReference: [
      spatialReferenceKey(service.service.spatialReference),
      verticalKey(service.service.spatialReference),
    ],
    capabilities: sharedCapabilities(service.service.capabilities),
    editorTrackingInfo: Object.keys(tracking).length > 0 ? { ...WITHOUT_OWNERSHIP, ...tracked } : {},
  }) as Json;
}

/** The capabilities that Online and Enterprise have in common, sorted. */
export function sharedCapabilities(capabilities: unknown): string[] {
  return String(capabilities ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => enterpriseCapabilities.includes(one))
    .sort();
}

/** The vertical system of a spatial reference; undefined where heights are in none. */
function verticalKey(reference: unknown): string | undefined {
  const { latestVcsWkid, vcsWkid } = asJson(reference);
  const code = latestVcsWkid ?? vcsWkid;
  return code ? String(code) : undefined;
}

/** A spatial reference as one string: its WKID (the latest one known for it), else its WKT. */
export function spatialReferenceKey(reference: unknown): string {
  const { latestWkid, wkid, wkt2, wkt } = asJson(reference);
  return String(latestWkid ?? wkid ?? wkt2 ?? wkt ?? '');
}

/** Sorted keys; null, '', [] and {} are the same as absent; an embedded picture says more than the URL that goes with it. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => canonical(entry) ?? null);
  if (typeof value !== 'object' || value === null) return value === '' || value === null ? undefined : value;
  const result: Json = {};
  const source = value as Json;
  for (const key of Object.keys(source).sort()) {
    if (key === 'url' && source.imageData !== undefined) continue;
    const entry = canonical(source[key]);
    if (entry === undefined) continue;
    if (Array.isArray(entry) && entry.length === 0) continue;
    if (typeof entry === 'object' && entry !== null && Object.keys(entry).length === 0) continue;
    result[key] = entry;
  }
  return result;
}

/** Only of a text the length is a limit; of other types each product says something else. */
function comparableField(field: Field): Json {
  const { length, ...rest } = pick(field, fieldKeysCompared);
  return field.type === 'esriFieldTypeString' ? { ...rest, length } : rest;
}

/** Indexes over plain fields: those over ObjectID, GlobalID, shape and tracking fields are the portal's own. */
function comparableIndexes(layer: LayerDefinition): Json {
  const plain = new Set(
    layer.fields.filter((field) => fieldRole(layer, field) === 'plain').map((field) => field.name),
  );
  const covered: Json = {};
  for (const index of asArray<Json>(layer.indexes)) {
    const fields = indexFields(index);
    if (fields.length === 0 || !fields.every((field) => plain.has(field))) continue;
    const key = fields.join(',');
    covered[key] = covered[key] === true || index.isUnique === true;
  }
  return covered;
}

/** The fields of an index; the wire has them comma-joined. */
export function indexFields(index: Json): string[] {
  return String(index.fields ?? '')
    .split(',')
    .map((field) => field.trim())
    .filter(Boolean);
}

function pick(source: Json, keys: readonly string[]): Json {
  const picked: Json = {};
  for (const key of keys) if (source[key] !== undefined) picked[key] = source[key];
  return picked;
}
