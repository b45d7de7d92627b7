import type { Geometry, Position } from './geometry.js';

/** Leaves out positions that are no further than `offset` from the line between their neighbours (`maxAllowableOffset`). */
export function simplify(geometry: Geometry, offset: number): Geometry {
  if (!(offset > 0)) return geometry;
  const { paths, rings } = geometry;
  if (paths) return { ...geometry, paths: paths.map((part) => thinned(part, offset, 2)) };
  if (rings) return { ...geometry, rings: rings.map((part) => thinned(part, offset, 4)) };
  return geometry;
}

/** By Douglas and Peucker; a part keeps at least so many positions. */
function thinned(part: Position[], offset: number, least: number): Position[] {
  const keep = new Set([0, part.length - 1]);
  const open: [number, number][] = [[0, part.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let [furthest, at] = [offset, -1];
    for (let index = from + 1; index < to; index += 1) {
      const distance = distanceTo(part[index] as Position, part[from] as Position, part[to] as Position);
      if (distance > furthest) [furthest, at] = [distance, index];
    }
    if (at < 0) continue;
    keep.add(at);
    open.push([from, at], [at, to]);
  }
  return keep.size < least ? part : part.filter((_, index) => keep.has(index));
}

function distanceTo(point: Position, start: Position, end: Position): number {
  const [x, y] = [Number(point[0]), Number(point[1])];
  const [ax, ay] = [Number(start[0]), Number(start[1])];
  const [dx, dy] = [Number(end[0]) - ax, Number(end[1]) - ay];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs(dx * (y - ay) - dy * (x - ax)) / length;
}
