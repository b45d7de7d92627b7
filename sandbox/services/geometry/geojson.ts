import type { Geometry, Position } from './geometry.js';

interface GeoJsonGeometry {
  type: string;
  coordinates: unknown;
}

/** GeoJSON of a geometry whose coordinates are WGS 84 already. */
export function toGeoJson(geometry: Geometry | null): GeoJsonGeometry | null {
  if (!geometry) return null;
  if (geometry.points) return { type: 'MultiPoint', coordinates: geometry.points };
  if (geometry.paths) {
    const [only] = geometry.paths;
    return geometry.paths.length === 1
      ? { type: 'LineString', coordinates: only }
      : { type: 'MultiLineString', coordinates: geometry.paths };
  }
  if (geometry.rings) {
    const polygons = polygonsOf(geometry.rings);
    return polygons.length === 1
      ? { type: 'Polygon', coordinates: polygons[0] }
      : { type: 'MultiPolygon', coordinates: polygons };
  }
  const { x, y, z } = geometry;
  return { type: 'Point', coordinates: z === undefined || z === null ? [x, y] : [x, y, z] };
}

/** ArcGIS geometry of GeoJSON in the same coordinates: outer rings clockwise, holes the other way. Null for null and empty ones. */
export function fromGeoJson(geometry: unknown): Geometry | null {
  if (typeof geometry !== 'object' || geometry === null) return null;
  const { type, coordinates } = geometry as GeoJsonGeometry;
  if (!Array.isArray(coordinates) || coordinates.length === 0) return null;
  if (type === 'Point') {
    const [x, y, z] = coordinates as number[];
    return { x: x ?? 0, y: y ?? 0, ...(z === undefined ? {} : { z }) };
  }
  if (type === 'MultiPoint') return { points: coordinates as Position[] };
  if (type === 'LineString') return { paths: [coordinates as Position[]] };
  if (type === 'MultiLineString') return { paths: coordinates as Position[][] };
  if (type === 'Polygon') return { rings: orientRings(coordinates as Position[][]) };
  if (type === 'MultiPolygon') return { rings: (coordinates as Position[][][]).flatMap(orientRings) };
  return null;
}

/** Rings of one polygon with the outer one clockwise and the holes the other way, as ArcGIS has them. */
export function orientRings(rings: Position[][]): Position[][] {
  return rings.map((ring, index) => (isClockwise(ring) === (index === 0) ? ring : [...ring].reverse()));
}

function isClockwise(ring: Position[]): boolean {
  let twice = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [x1, y1] = ring[i - 1] ?? [];
    const [x2, y2] = ring[i] ?? [];
    twice += (Number(x2) - Number(x1)) * (Number(y2) + Number(y1));
  }
  return twice >= 0;
}

/** Rings grouped to polygons: each clockwise ring begins one, the holes after it belong to it. */
export function polygonsOf(rings: Position[][]): Position[][][] {
  const polygons: Position[][][] = [];
  for (const ring of rings) {
    const last = polygons.at(-1);
    if (isClockwise(ring) || !last) polygons.push([[...ring].reverse()]);
    else last.push([...ring].reverse());
  }
  return polygons;
}
