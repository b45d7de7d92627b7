import type { Geometry, Position } from './geometry.js';

/** Length of lines or outline of polygons, in units of the coordinates. */
export function lengthOf(geometry: Geometry): number {
  let total = 0;
  for (const part of geometry.paths ?? geometry.rings ?? []) {
    for (let i = 1; i < part.length; i += 1) {
      const [a, b] = [part[i - 1] as Position, part[i] as Position];
      total += Math.hypot(Number(b[0]) - Number(a[0]), Number(b[1]) - Number(a[1]));
    }
  }
  return total;
}

/** Area of polygons, holes taken off, in square units of the coordinates. */
export function areaOf(geometry: Geometry): number {
  let twice = 0;
  for (const ring of geometry.rings ?? []) {
    // Relative to the first corner: coordinates are large, and areas small.
    const [x0, y0] = [Number(ring[0]?.[0]), Number(ring[0]?.[1])];
    for (let i = 1; i < ring.length; i += 1) {
      const [a, b] = [ring[i - 1] as Position, ring[i] as Position];
      twice += (Number(b[0]) - x0) * (Number(a[1]) - y0) - (Number(a[0]) - x0) * (Number(b[1]) - y0);
    }
  }
  return Math.abs(twice / 2);
}
