import type { Envelope, GeometryType, SpatialReference } from '../layer-definition.js';
import { flattenCurves } from './flatten-curves.js';
import type { Reproject } from './reproject.js';

/** [x, y], [x, y, z], [x, y, m] or [x, y, z, m]; Z and M may be null. */
export type Position = (number | null)[];

/** A geometry in ArcGIS's JSON, without its spatial reference. */
export interface Geometry {
  x?: number;
  y?: number;
  z?: number | null;
  m?: number | null;
  points?: Position[];
  paths?: Position[][];
  rings?: Position[][];
  /** As they were sent, beside the paths or rings of short lines that stand for them. */
  curvePaths?: unknown[];
  curveRings?: unknown[];
  hasZ?: boolean;
  hasM?: boolean;
  spatialReference?: SpatialReference;
}

/** The coordinate lists of a geometry, flat. */
function positionsOf(geometry: Geometry): Position[] {
  if (geometry.points) return geometry.points;
  return (geometry.paths ?? geometry.rings ?? []).flat();
}

/** Envelope in the geometry's own coordinates; null for an empty geometry. */
export function envelopeOf(geometry: Geometry): Envelope | null {
  if (typeof geometry.x === 'number' && typeof geometry.y === 'number') {
    return { xmin: geometry.x, ymin: geometry.y, xmax: geometry.x, ymax: geometry.y };
  }
  const envelope = { xmin: Infinity, ymin: Infinity, xmax: -Infinity, ymax: -Infinity };
  for (const [x, y] of positionsOf(geometry)) {
    if (typeof x !== 'number' || typeof y !== 'number') continue;
    if (x < envelope.xmin) envelope.xmin = x;
    if (x > envelope.xmax) envelope.xmax = x;
    if (y < envelope.ymin) envelope.ymin = y;
    if (y > envelope.ymax) envelope.ymax = y;
  }
  return envelope.xmin > envelope.xmax ? null : envelope;
}

/** A copy with other coordinates in place of each x, y. */
export function mapCoordinates(geometry: Geometry, change: Reproject): Geometry {
  const one = (position: Position): Position => {
    const [x, y, ...rest] = position;
    return [...change(Number(x), Number(y)), ...rest];
  };
  const { curvePaths: _paths, curveRings: _rings, ...flat } = geometry;
  const result: Geometry = { ...flat };
  if (typeof geometry.x === 'number' && typeof geometry.y === 'number') {
    [result.x, result.y] = change(geometry.x, geometry.y);
  }
  if (geometry.points) result.points = geometry.points.map(one);
  if (geometry.paths) result.paths = geometry.paths.map((path) => path.map(one));
  if (geometry.rings) result.rings = geometry.rings.map((ring) => ring.map(one));
  return result;
}

/** What a layer stores of a geometry: Z and M as the layer has them, nothing else. Null for an empty one; throws RangeError for another kind of geometry. */
export function storedGeometry(
  input: unknown,
  layer: { geometryType: GeometryType; hasZ: boolean; hasM: boolean; trueCurves: boolean },
  zDefault: number,
): Geometry | null {
  if (typeof input !== 'object' || input === null || Object.keys(input).length === 0) return null;
  const given = input as Geometry;
  const { hasZ, hasM } = layer;
  if (layer.geometryType === 'esriGeometryPoint') {
    if (!('x' in given)) throw new RangeError('Geometry type does not match the layer.');
    if (typeof given.x !== 'number' || typeof given.y !== 'number') return null;
    return {
      x: given.x,
      y: given.y,
      ...(hasZ ? { z: numberOr(given.z, zDefault) } : {}),
      ...(hasM ? { m: numberOr(given.m, null) } : {}),
    };
  }
  // Three numbers are x, y, z unless the geometry says that it has only M.
  const givenM = given.hasM === true && given.hasZ !== true;
  const one = ([x, y, third, fourth]: Position): Position => {
    if (typeof x !== 'number' || typeof y !== 'number')
      throw new RangeError('Geometry has a coordinate that is no number.');
    const position: Position = [x, y];
    if (hasZ) position.push(numberOr(givenM ? undefined : third, zDefault));
    if (hasM) position.push(numberOr(givenM || (!hasZ && given.hasZ !== true) ? third : fourth, null));
    return position;
  };
  const parts = (list: unknown): Position[][] => {
    if (!Array.isArray(list)) throw new RangeError('Geometry type does not match the layer.');
    return (list as Position[][]).map((part) => part.map(one));
  };
  if (layer.geometryType === 'esriGeometryMultipoint') {
    const points =
      given.points ??
      (typeof given.x === 'number' ? [[given.x, given.y ?? null, given.z ?? null]] : undefined);
    if (!Array.isArray(points)) throw new RangeError('Geometry type does not match the layer.');
    return points.length === 0 ? null : { points: points.map(one) };
  }
  if (layer.geometryType === 'esriGeometryPolyline') {
    const paths = parts(given.curvePaths ? flattenCurves(given.curvePaths) : given.paths);
    const curves = layer.trueCurves && given.curvePaths ? { curvePaths: given.curvePaths } : {};
    return paths.length === 0 ? null : { paths, ...curves };
  }
  const rings = parts(given.curveRings ? flattenCurves(given.curveRings) : given.rings);
  const curves = layer.trueCurves && given.curveRings ? { curveRings: given.curveRings } : {};
  return rings.length === 0 ? null : { rings, ...curves };
}

/** What a query shows of a stored geometry: without Z and M unless they were asked for, rounded if a precision was. */
export function shownGeometry(
  { curvePaths, curveRings, ...stored }: Geometry,
  layer: { hasZ: boolean; hasM: boolean },
  show: { z: boolean; m: boolean; curves: boolean; precision?: number | undefined },
): Geometry {
  if (show.curves && curvePaths) return { curvePaths };
  if (show.curves && curveRings) return { curveRings };
  const z = layer.hasZ && show.z;
  const m = layer.hasM && show.m;
  const round = (value: number | null): number | null =>
    value === null || show.precision === undefined ? value : Number(value.toFixed(show.precision));
  if (z === layer.hasZ && m === layer.hasM && show.precision === undefined) return stored;
  const one = (position: Position): Position => {
    const shown: Position = [round(position[0] ?? null), round(position[1] ?? null)];
    if (z) shown.push(round(position[2] ?? null));
    if (m) shown.push(position[layer.hasZ ? 3 : 2] ?? null);
    return shown;
  };
  if (stored.points) return { points: stored.points.map(one) };
  if (stored.paths) return { paths: stored.paths.map((path) => path.map(one)) };
  if (stored.rings) return { rings: stored.rings.map((ring) => ring.map(one)) };
  const point: Geometry = { x: round(stored.x ?? null) as number, y: round(stored.y ?? null) as number };
  if (z) point.z = round(stored.z ?? null);
  if (m) point.m = stored.m ?? null;
  return point;
}

function numberOr<T>(value: unknown, fallback: T): number | T {
  return typeof value === 'number' ? value : fallback;
}
