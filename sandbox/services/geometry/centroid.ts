import type { Geometry } from './geometry.js';

/** The centre of gravity of polygons, holes taken off; null for what has no area. */
export function centroidOf(geometry: Geometry | null): { x: number; y: number } | null {
  const [x0, y0] = (geometry?.rings?.[0]?.[0] ?? []).map(Number);
  if (!geometry?.rings || x0 === undefined || y0 === undefined) return null;
  let [area, x, y] = [0, 0, 0];
  for (const ring of geometry.rings) {
    for (let i = 1; i < ring.length; i += 1) {
      // Relative to the first corner: coordinates are large, and areas small.
      const [ax, ay] = [Number(ring[i - 1]?.[0]) - x0, Number(ring[i - 1]?.[1]) - y0];
      const [bx, by] = [Number(ring[i]?.[0]) - x0, Number(ring[i]?.[1]) - y0];
      const cross = ax * by - bx * ay;
      area += cross;
      x += (ax + bx) * cross;
      y += (ay + by) * cross;
    }
  }
  return area === 0 ? null : { x: x0 + x / (3 * area), y: y0 + y / (3 * area) };
}
