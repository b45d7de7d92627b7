import type { SpatialReference } from '../layer-definition.js';
import { transverseMercator } from './transverse-mercator.js';

const RADIUS = 6_378_137;
const DEGREE = Math.PI / 180;
const MERCATOR = new Set([3857, 102100, 102113, 900913]);
/** Longitude and latitude on ellipsoids that are the same to the metre: WGS 84, ETRS89, NAD83. */
const DEGREES = new Set([4326, 4258, 4269, 104199]);

/** Turns one coordinate pair into another spatial reference. */
export type Reproject = (x: number, y: number) => [number, number];

interface Projection {
  toDegrees: Reproject;
  fromDegrees: Reproject;
}

const WEB_MERCATOR: Projection = {
  fromDegrees: (x, y) => [
    x * DEGREE * RADIUS,
    Math.log(Math.tan(Math.PI / 4 + (Math.max(-89.99, Math.min(89.99, y)) * DEGREE) / 2)) * RADIUS,
  ],
  toDegrees: (x, y) => [x / RADIUS / DEGREE, (2 * Math.atan(Math.exp(y / RADIUS)) - Math.PI / 2) / DEGREE],
};
const GEOGRAPHIC: Projection = { fromDegrees: (x, y) => [x, y], toDegrees: (x, y) => [x, y] };

/** 3857 for every number of Web Mercator, otherwise the number itself. */
function canonical(reference: SpatialReference): number | string {
  const wkid = reference.latestWkid ?? reference.wkid;
  if (wkid === undefined) return reference.wkt ?? '';
  return MERCATOR.has(wkid) ? 3857 : wkid;
}

/** Degrees, Web Mercator and the zones of UTM on WGS 84, ETRS89 and NAD83. */
function projectionOf(wkid: number | string): Projection | undefined {
  if (typeof wkid !== 'number') return undefined;
  if (wkid === 3857) return WEB_MERCATOR;
  if (DEGREES.has(wkid)) return GEOGRAPHIC;
  const north = utmZone(wkid, 32_601, 60) ?? utmZone(wkid, 25_828, 11, 28) ?? utmZone(wkid, 26_901, 23);
  const south = utmZone(wkid, 32_701, 60);
  const zone = north ?? south;
  return zone === undefined
    ? undefined
    : transverseMercator({ meridian: zone * 6 - 183, falseNorthing: south === undefined ? 0 : 10_000_000 });
}

function utmZone(wkid: number, first: number, count: number, zone = 1): number | undefined {
  return wkid >= first && wkid < first + count ? zone + wkid - first : undefined;
}

/**
 * How to turn coordinates of one spatial reference into another: null when nothing has to be done, undefined when the sandbox
 * cannot (it knows degrees, Web Mercator and UTM).
 */
export function reprojection(
  from: SpatialReference | null | undefined,
  to: SpatialReference | null | undefined,
): Reproject | null | undefined {
  if (!from || !to) return null;
  const [a, b] = [canonical(from), canonical(to)];
  if (a === b) return null;
  const [source, target] = [projectionOf(a), projectionOf(b)];
  if (!source || !target) return undefined;
  if (source === target) return null;
  return (x, y) => target.fromDegrees(...source.toDegrees(x, y));
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
