import type { SpatialReference } from '../layer-definition.js';

const RADIUS = 6_378_137;
const DEGREE = Math.PI / 180;
const MERCATOR = new Set([3857, 102100, 102113, 900913]);

/** Turns one coordinate pair into another spatial reference. */
export type Reproject = (x: number, y: number) => [number, number];

const toMercator: Reproject = (x, y) => [
  x * DEGREE * RADIUS,
  Math.log(Math.tan(Math.PI / 4 + (Math.max(-89.99, Math.min(89.99, y)) * DEGREE) / 2)) * RADIUS,
];
const toDegrees: Reproject = (x, y) => [
  x / RADIUS / DEGREE,
  (2 * Math.atan(Math.exp(y / RADIUS)) - Math.PI / 2) / DEGREE,
];

/** 3857 for every number of Web Mercator, otherwise the number itself. */
function canonical(reference: SpatialReference): number | string {
  const wkid = reference.latestWkid ?? reference.wkid;
  if (wkid === undefined) return reference.wkt ?? '';
  return MERCATOR.has(wkid) ? 3857 : wkid;
}

/**
 * How to turn coordinates of one spatial reference into another: null when nothing has to be done, undefined when the sandbox
 * cannot (it knows WGS 84 and Web Mercator).
 */
export function reprojection(
  from: SpatialReference | null | undefined,
  to: SpatialReference | null | undefined,
): Reproject | null | undefined {
  if (!from || !to) return null;
  const [a, b] = [canonical(from), canonical(to)];
  if (a === b) return null;
  if (a === 4326 && b === 3857) return toMercator;
  if (a === 3857 && b === 4326) return toDegrees;
  return undefined;
}

/** The spatial reference of a parameter: a number, or JSON with wkid or wkt. */
export function spatialReferenceOf(value: unknown): SpatialReference | null {
  if (typeof value === 'number') return withLatest(value);
  if (typeof value === 'string') {
    if (/^\s*\d+\s*$/.test(value)) return withLatest(Number(value));
    try {
      return spatialReferenceOf(JSON.parse(value));
    } catch {
      return null;
    }
  }
  if (typeof value !== 'object' || value === null) return null;
  const reference = value as SpatialReference;
  if (reference.wkid === undefined) return reference.wkt ? reference : null;
  const complete = reference.latestWkid !== undefined && !MERCATOR.has(reference.wkid);
  return complete ? reference : { ...reference, ...withLatest(reference.wkid) };
}

/** Portals always show both numbers; Web Mercator is 102100 and 3857. */
function withLatest(wkid: number): SpatialReference {
  return MERCATOR.has(wkid) ? { wkid: 102100, latestWkid: 3857 } : { wkid, latestWkid: wkid };
}
