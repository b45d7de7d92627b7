import { polygonsOf } from '../services/geometry/geojson.js';
import type { Geometry, Position } from '../services/geometry/geometry.js';
import type { GeometryType } from '../services/layer-definition.js';

const HEAD = 8;
const KINDS: Record<GeometryType, number> = {
  esriGeometryPoint: 1,
  esriGeometryMultipoint: 4,
  esriGeometryPolyline: 5,
  esriGeometryPolygon: 6,
};

/** A geometry as a GeoPackage holds it: an envelope of its own before well-known binary. Lines and polygons are always multi-part. */
export function geoPackageGeometry(
  geometry: Geometry,
  layer: { geometryType: GeometryType; hasZ: boolean; hasM: boolean },
  srsId: number,
): Buffer {
  const head = Buffer.alloc(HEAD);
  head.write('GP', 0, 'latin1');
  head[3] = 1;
  head.writeInt32LE(srsId, 4);
  const { hasZ, hasM, geometryType } = layer;
  const writer = new WkbWriter(hasZ, hasM);
  if (geometryType === 'esriGeometryPoint') writer.point(pointOf(geometry, hasZ, hasM));
  else if (geometryType === 'esriGeometryMultipoint') writer.many(4, geometry.points ?? [], writer.point);
  else if (geometryType === 'esriGeometryPolyline') writer.many(5, geometry.paths ?? [], writer.line);
  else writer.many(6, polygonsOf(geometry.rings ?? []), writer.polygon);
  return Buffer.concat([head, ...writer.pieces]);
}

/** Name of the geometry type in a GeoPackage. */
export function geoPackageType(type: GeometryType): string {
  return (
    ['GEOMETRY', 'POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON'][
      KINDS[type]
    ] ?? 'GEOMETRY'
  );
}

function pointOf({ x, y, z, m }: Geometry, hasZ: boolean, hasM: boolean): Position {
  return [x ?? null, y ?? null, ...(hasZ ? [z ?? null] : []), ...(hasM ? [m ?? null] : [])];
}

/** Writes little-endian ISO well-known binary. GDAL writes no geodatabase with an M that is missing: it becomes 0, as does a Z. */
class WkbWriter {
  readonly pieces: Buffer[] = [];
  readonly #dimensions: number;
  readonly #size: number;

  constructor(hasZ: boolean, hasM: boolean) {
    this.#dimensions = (hasZ ? 1000 : 0) + (hasM ? 2000 : 0);
    this.#size = 2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0);
  }

  readonly point = (position: Position): void => {
    this.#head(1);
    this.#positions([position]);
  };

  readonly line = (positions: Position[]): void => {
    this.#head(2);
    this.#count(positions.length);
    this.#positions(positions);
  };

  readonly polygon = (rings: Position[][]): void => {
    this.#head(3);
    this.#count(rings.length);
    for (const ring of rings) {
      this.#count(ring.length);
      this.#positions(ring);
    }
  };

  many<T>(kind: number, parts: T[], one: (part: T) => void): void {
    this.#head(kind);
    this.#count(parts.length);
    for (const part of parts) one(part);
  }

  #head(kind: number): void {
    const head = Buffer.alloc(5);
    head[0] = 1;
    head.writeUInt32LE(kind + this.#dimensions, 1);
    this.pieces.push(head);
  }

  #count(count: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(count);
    this.pieces.push(bytes);
  }

  #positions(positions: Position[]): void {
    const bytes = Buffer.alloc(positions.length * this.#size * 8);
    let at = 0;
    for (const position of positions) {
      for (let axis = 0; axis < this.#size; axis += 1) {
        bytes.writeDoubleLE(position[axis] ?? (axis < 2 ? Number.NaN : 0), at);
        at += 8;
      }
    }
    this.pieces.push(bytes);
  }
}
