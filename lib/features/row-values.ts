import { hash } from 'node:crypto';
import {
  asArray,
  comparableGuid,
  type Field,
  type Json,
  type LayerDefinition,
  type Row,
} from './definition.js';
import { fieldRole } from './field-roles.js';

/**
 * Coordinates are compared at this many significant digits: 10 micrometres in Web Mercator, far below the grid on which
 * hosted layers store them, and above the noise of the last bits in which two products print the same number.
 */
const coordinateDigits = 12;

/** Which columns of a row are compared, and how. Made once per layer. */
export interface RowShape {
  columns: { name: string; type: string }[];
  geometry: boolean;
}

/** The columns of a layer in which a copy can be equal: all but ObjectID, computed fields, and those left out on purpose. */
export function rowShape(layer: LayerDefinition, leftOut: ReadonlySet<string>): RowShape {
  return {
    columns: layer.fields
      .filter((field) => isValue(layer, field) && !leftOut.has(field.name))
      .map(({ name, type }) => ({ name, type })),
    geometry: Boolean(layer.geometryType),
  };
}

function isValue(layer: LayerDefinition, field: Field): boolean {
  return !['objectId', 'geometry', 'shape'].includes(fieldRole(layer, field));
}

/** The row as one comparable text: values in the order of the shape's columns, then the geometry. */
export function rowText(row: Row, shape: RowShape): string {
  const values = shape.columns.map(({ name, type }) => comparableValue(row.attributes[name], type));
  return JSON.stringify(shape.geometry ? [values, comparableGeometry(row.geometry)] : [values]);
}

/** 16 bytes that differ for rows that differ. */
export function rowDigest(text: string): Buffer {
  return hash('sha256', text, 'buffer').subarray(0, 16);
}

/** A value so that equal values are equal texts: GUIDs without braces, single floats as such, absent as null. */
export function comparableValue(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'esriFieldTypeGUID' || type === 'esriFieldTypeGlobalID') return comparableGuid(value);
  if (type === 'esriFieldTypeSingle' && typeof value === 'number') return Math.fround(value);
  return value;
}

/** A geometry without its spatial reference, coordinates at 12 significant digits, null if it is empty. */
export function comparableGeometry(geometry: Json | null | undefined): unknown {
  if (!geometry || isEmptyGeometry(geometry)) return null;
  const parts: Json = {};
  for (const key of [
    'x',
    'y',
    'z',
    'm',
    'points',
    'paths',
    'rings',
    'curvePaths',
    'curveRings',
    'xmin',
    'ymin',
    'xmax',
    'ymax',
  ]) {
    if (geometry[key] !== undefined && geometry[key] !== null) parts[key] = rounded(geometry[key]);
  }
  return parts;
}

/** True for the ways in which servers write "no shape": null coordinates, "NaN", no parts. */
export function isEmptyGeometry(geometry: Json): boolean {
  if ('x' in geometry) return !Number.isFinite(geometry.x);
  if ('xmin' in geometry) return !Number.isFinite(geometry.xmin);
  return !['points', 'paths', 'rings', 'curvePaths', 'curveRings'].some(
    (key) => asArray(geometry[key]).length > 0,
  );
}

function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value === 'number') return Number(value.toPrecision(coordinateDigits));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rounded(entry)]));
  }
  return value === 'NaN' ? null : value;
}
