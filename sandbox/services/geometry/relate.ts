import { envelopeOf, type Geometry, type Position } from './geometry.js';

/** The spatial relations that a query may ask for, without their head `esriSpatialRel`. */
export type Relation =
  | 'Intersects'
  | 'Contains'
  | 'Within'
  | 'Crosses'
  | 'Touches'
  | 'Overlaps'
  | 'EnvelopeIntersects'
  | 'IndexIntersects'
  | 'Disjoint';

type Point = [number, number];
interface Parts {
  points: Point[];
  lines: Point[][];
  rings: Point[][];
}

/** Whether `feature` lies to `other` as the relation says: `Contains` means that the other geometry contains the feature. */
export function relates(feature: Geometry, other: Geometry, relation: Relation): boolean {
  const [a, b] = [partsOf(feature), partsOf(other)];
  switch (relation) {
    case 'EnvelopeIntersects':
    case 'IndexIntersects':
      return envelopesMeet(feature, other);
    case 'Disjoint':
      return !meet(a, b);
    case 'Contains':
      return lies(a, b);
    case 'Within':
      return lies(b, a);
    case 'Touches':
      return meet(a, b) && !insidesMeet(a, b);
    case 'Overlaps':
      return dimension(a) === dimension(b) && insidesMeet(a, b) && !lies(a, b) && !lies(b, a);
    case 'Crosses':
      return meet(a, b) && insidesMeet(a, b) && !lies(a, b) && !lies(b, a);
    default:
      return meet(a, b);
  }
}

/** Shortest distance of two geometries in units of the coordinates; 0 where they meet. */
export function distanceBetween(one: Geometry, other: Geometry): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (meet(a, b)) return 0;
  let least = Infinity;
  const measure = (from: Parts, to: Parts) => {
    for (const point of cornersOf(from)) {
      for (const [start, end] of segmentsOf(to)) least = Math.min(least, toSegment(point, start, end));
      for (const target of to.points)
        least = Math.min(least, Math.hypot(point[0] - target[0], point[1] - target[1]));
    }
  };
  measure(a, b);
  measure(b, a);
  return least;
}

function partsOf(geometry: Geometry & { xmin?: number; ymin?: number; xmax?: number; ymax?: number }): Parts {
  const plain = (part: Position[]): Point[] => part.map(([x, y]) => [Number(x), Number(y)]);
  const { xmin, ymin, xmax, ymax } = geometry;
  if (xmin !== undefined && ymin !== undefined && xmax !== undefined && ymax !== undefined) {
    const ring: Point[] = [
      [xmin, ymin],
      [xmin, ymax],
      [xmax, ymax],
      [xmax, ymin],
      [xmin, ymin],
    ];
    return { points: [], lines: [], rings: [ring] };
  }
  const single: Point[] = typeof geometry.x === 'number' ? [[geometry.x, Number(geometry.y)]] : [];
  return {
    points: [...single, ...plain(geometry.points ?? [])],
    lines: (geometry.paths ?? []).map(plain),
    rings: (geometry.rings ?? []).map(plain),
  };
}

function dimension({ lines, rings }: Parts): number {
  if (rings.length > 0) return 2;
  return lines.length > 0 ? 1 : 0;
}

function cornersOf({ points, lines, rings }: Parts): Point[] {
  return [...points, ...lines.flat(), ...rings.flat()];
}

function* segmentsOf({ lines, rings }: Parts): Iterable<[Point, Point]> {
  for (const part of [...lines, ...rings]) {
    for (let i = 1; i < part.length; i += 1) yield [part[i - 1] as Point, part[i] as Point];
  }
}

function envelopesMeet(a: Geometry, b: Geometry): boolean {
  const one = envelopeOf(a);
  const two = 'xmin' in b ? (b as unknown as NonNullable<typeof one>) : envelopeOf(b);
  return (
    one !== null &&
    two !== null &&
    one.xmin <= two.xmax &&
    one.xmax >= two.xmin &&
    one.ymin <= two.ymax &&
    one.ymax >= two.ymin
  );
}

/** Whether they have a point in common. */
function meet(a: Parts, b: Parts): boolean {
  return (
    cornersOf(a).some((point) => covers(b, point)) ||
    cornersOf(b).some((point) => covers(a, point)) ||
    cut(a, b, false)
  );
}

/** Whether the first lies in the second, its outline counting as inside. */
function lies(a: Parts, b: Parts): boolean {
  const corners = cornersOf(a);
  if (corners.length === 0 || dimension(a) > dimension(b)) return false;
  // A part that leaves and comes back crosses the outline.
  return (
    corners.every((point) => covers(b, point)) && (dimension(b) < 2 || !cut(a, { ...b, lines: [] }, true))
  );
}

function insidesMeet(a: Parts, b: Parts): boolean {
  if (dimension(a) === 0 && dimension(b) === 0) return meet(a, b);
  return (
    cut(a, b, true) ||
    [...cornersOf(a), ...middlesOf(a)].some((point) => strictlyCovers(b, point)) ||
    [...cornersOf(b), ...middlesOf(b)].some((point) => strictlyCovers(a, point))
  );
}

function middlesOf(parts: Parts): Point[] {
  return [...segmentsOf(parts)].map(([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
}

function covers(parts: Parts, point: Point): boolean {
  if (parts.points.some(([x, y]) => x === point[0] && y === point[1])) return true;
  for (const [start, end] of segmentsOf(parts)) if (toSegment(point, start, end) === 0) return true;
  return inRings(parts.rings, point);
}

function strictlyCovers(parts: Parts, point: Point): boolean {
  for (const [start, end] of segmentsOf({ ...parts, lines: [] }))
    if (toSegment(point, start, end) === 0) return false;
  return inRings(parts.rings, point);
}

/** By counting the sides to the right of the point; holes turn it round again. */
function inRings(rings: Point[][], [x, y]: Point): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [a, b] = [ring[i - 1] as Point, ring[i] as Point];
      if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
    }
  }
  return inside;
}

/** Whether a side of one crosses a side of the other; `properly` leaves out those that only touch. */
function cut(a: Parts, b: Parts, properly: boolean): boolean {
  const others = [...segmentsOf(b)];
  for (const [p, q] of segmentsOf(a)) {
    for (const [r, s] of others) {
      if (Math.max(p[0], q[0]) < Math.min(r[0], s[0]) || Math.max(r[0], s[0]) < Math.min(p[0], q[0]))
        continue;
      const [d1, d2] = [turn(r, s, p), turn(r, s, q)];
      const [d3, d4] = [turn(p, q, r), turn(p, q, s)];
      if (d1 * d2 < 0 && d3 * d4 < 0) return true;
      if (!properly && d1 * d2 <= 0 && d3 * d4 <= 0 && d1 !== d2) return true;
    }
  }
  return false;
}

function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

function toSegment([x, y]: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / length));
  return Math.hypot(x - (a[0] + along * dx), y - (a[1] + along * dy));
}
