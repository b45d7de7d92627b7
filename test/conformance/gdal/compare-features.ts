import type { GdalFeature } from './run-gdal.js';

type Json = Record<string, unknown>;

/** What is wrong with what GDAL read of a layer; nothing if it is all there. */
export interface Comparison {
  /** As the services have the rows, in order of ObjectID. */
  rows: { attributes: Json; geometry?: Json | null }[];
  fields: { name: string; type: string }[];
  /** Coordinates may differ by so much, in units of the layer. */
  tolerance: number;
  /** Fields that the source does not have. */
  without: Set<string>;
  /** What a field is called in the source, if otherwise. */
  called?: (name: string) => string;
}

/** The first differences between rows and what GDAL read of them, in order. Empty if they are equal. */
export function differences(found: GdalFeature[], expected: Comparison): string[] {
  const { rows, fields, tolerance, without, called = (name: string) => name } = expected;
  if (found.length !== rows.length) return [`${found.length} features instead of ${rows.length}`];
  const wrong: string[] = [];
  for (const [index, row] of rows.entries()) {
    const feature = found[index] as GdalFeature;
    for (const { name, type } of fields) {
      if (without.has(name)) continue;
      const [is, should] = [feature.properties[called(name)] ?? null, row.attributes[name] ?? null];
      if (!sameValue(is, should, type))
        wrong.push(`row ${index}, ${name}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`);
    }
    const [is, should] = [numbersOf(feature.geometry?.coordinates), coordinatesOf(row.geometry)];
    const moved = is.findIndex((value, at) => Math.abs(value - (should[at] ?? Number.NaN)) > tolerance);
    if (is.length !== should.length || moved >= 0) {
      wrong.push(
        `row ${index}, shape: ${is.slice(0, 4)} (${is.length}) instead of ${should.slice(0, 4)} (${should.length})`,
      );
    }
    if (wrong.length > 5) break;
  }
  return wrong;
}

function sameValue(is: unknown, should: unknown, type: string): boolean {
  if (is === null || should === null) return is === should;
  // Of a geodatabase GDAL cuts off what is less than a second, before 1970 towards 1970.
  if (type === 'esriFieldTypeDate') return Math.abs(momentOf(is) - Number(should)) <= 1000;
  if (/GlobalID|GUID/.test(type)) return bare(is) === bare(should);
  if (typeof should === 'number') return Math.abs(Number(is) - should) <= Math.abs(should) * 1e-9;
  return String(is) === String(should);
}

/** Of a service GDAL tells the epoch ms that it was given, as text; of a geodatabase the moment in UTC, to the second. */
function momentOf(value: unknown): number {
  if (/^-?\d+$/.test(String(value))) return Number(value);
  const text = String(value).replaceAll('/', '-').replace(' ', 'T').replace(/\+00$/, '');
  return Date.parse(/[Zz]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
}

function bare(value: unknown): string {
  return String(value).replace(/[{}]/g, '').toLowerCase();
}

/** All numbers of a GeoJSON geometry, sorted: rings may begin and turn otherwise. */
function numbersOf(coordinates: unknown): number[] {
  return Array.isArray(coordinates) ? (coordinates.flat(Infinity) as number[]).sort((a, b) => a - b) : [];
}

function coordinatesOf(geometry: Json | null | undefined): number[] {
  if (!geometry) return [];
  const { x, y, z, points, paths, rings } = geometry;
  if (typeof x === 'number') return numbersOf([x, y, ...(typeof z === 'number' ? [z] : [])]);
  return numbersOf(points ?? paths ?? rings);
}
