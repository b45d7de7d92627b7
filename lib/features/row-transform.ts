import { spatialReferenceKey } from './comparable-definition.js';
import { asJson, globalIdField, type Json, objectIdField, type Row } from './definition.js';
import { fieldRole } from './field-roles.js';
import { isEmptyGeometry } from './row-values.js';
import type { LayerPair } from './service-mapping.js';

/** Turns a row of the source into the row that is sent to the target. */
export type RowTransform = (row: Row) => Row;

export interface TransformOptions {
  /** The target takes the source's GlobalIDs. */
  keepGlobalIds: boolean;
  /** Values of key fields by source field name: key of the parent in the source → in the target. */
  keys?: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
}

/**
 * Fields by their names in the target; ObjectID, computed fields and fields that the target lacks left out; the GlobalID only
 * if the target takes it; geometry as it came, with its spatial reference only where the target's is another one.
 */
export function rowTransform(pair: LayerPair, options: TransformOptions): RowTransform {
  const columns = pair.source.fields.flatMap((field) => {
    const role = fieldRole(pair.source, field);
    const name = pair.fields.get(field.name);
    if (!name || role === 'objectId' || role === 'geometry' || role === 'shape') return [];
    if (role === 'globalId' && !options.keepGlobalIds) return [];
    const keys = options.keys?.get(field.name);
    return [{ from: field.name, to: name, keys, canBeEmpty: field.nullable !== false }];
  });
  const reference = asJson(pair.source.extent).spatialReference;
  const foreign =
    reference !== undefined &&
    spatialReferenceKey(reference) !==
      spatialReferenceKey(asJson(pair.target.extent).spatialReference ?? reference);

  return (row) => {
    const attributes: Json = {};
    for (const { from, to, keys, canBeEmpty } of columns) {
      const value = row.attributes[from] ?? null;
      const key = keys && value !== null ? keys.get(keyText(value)) : value;
      // A number that no row had in the source may be that of any row in the target.
      attributes[to] =
        key === undefined && !(canBeEmpty && typeof value === 'number') ? value : (key ?? null);
    }
    const { geometry } = row;
    if (!pair.source.geometryType || !geometry || isEmptyGeometry(geometry)) return { attributes };
    return { attributes, geometry: foreign ? { ...geometry, spatialReference: reference } : geometry };
  };
}

/** A key value as it is looked up: GUIDs without braces and in lower case, numbers as text. */
export function keyText(value: unknown): string {
  return String(value).replace(/[{}]/g, '').toLowerCase();
}

/** ObjectID of a source row. */
export function rowObjectId(row: Row, pair: LayerPair): number {
  return Number(row.attributes[objectIdField(pair.source)]);
}

/** GlobalID of a source row as it came, null if the layer has none. */
export function rowGlobalId(row: Row, pair: LayerPair): string | null {
  const field = globalIdField(pair.source);
  const value = field === null ? null : row.attributes[field];
  return typeof value === 'string' && value !== '' ? value : null;
}
