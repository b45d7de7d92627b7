import type { Geometry, Position } from '../geometry/geometry.js';

/** Whole numbers of a grid in place of coordinates: what `quantizationParameters` asks for. */
export interface Grid {
  originPosition: 'upperLeft' | 'lowerLeft';
  scale: [number, number];
  /** Where the grid begins. */
  translate: [number, number];
}

/** The grid that a client asks for; null for parameters that name none. */
export function gridOf(parameters: Record<string, unknown> | undefined): Grid | null {
  const tolerance = Number(parameters?.tolerance ?? 1);
  const extent = parameters?.extent as Record<string, number> | undefined;
  if (!parameters || !(tolerance > 0) || typeof extent?.xmin !== 'number') return null;
  const upper = parameters.originPosition !== 'lowerLeft';
  return {
    originPosition: upper ? 'upperLeft' : 'lowerLeft',
    scale: [tolerance, tolerance],
    translate: [extent.xmin, Number(upper ? extent.ymax : extent.ymin)],
  };
}

/** One position on the grid. */
export function onGrid(x: number, y: number, { originPosition, scale, translate }: Grid): [number, number] {
  const down = originPosition === 'upperLeft' ? translate[1] - y : y - translate[1];
  return [Math.round((x - translate[0]) / scale[0]), Math.round(down / scale[1])];
}

/** A geometry on the grid: the first position of a part as it is, the others by how far they are from the one before. */
export function quantized(geometry: Geometry | null, grid: Grid): Geometry | null {
  if (!geometry) return null;
  if (typeof geometry.x === 'number') {
    const [x, y] = onGrid(geometry.x, Number(geometry.y), grid);
    return { ...geometry, x, y };
  }
  const part = (positions: Position[]): Position[] => {
    let last: [number, number] | undefined;
    return positions.flatMap(([x, y, ...rest]) => {
      const [column, row] = onGrid(Number(x), Number(y), grid);
      const step: Position = last ? [column - last[0], row - last[1], ...rest] : [column, row, ...rest];
      // Positions that fall on the one before are left out.
      if (last && step[0] === 0 && step[1] === 0) return [];
      last = [column, row];
      return [step];
    });
  };
  const { points, paths, rings } = geometry;
  if (points) return { ...geometry, points: part(points) };
  // What became smaller than the grid is not drawn.
  if (paths) return { ...geometry, paths: paths.map(part).filter((one) => one.length > 1) };
  return { ...geometry, rings: (rings ?? []).map(part).filter((one) => one.length > 3) };
}
