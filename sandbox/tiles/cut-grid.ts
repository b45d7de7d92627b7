import type { Box, CutLayer, CutTiles, Lod } from './cut-tiles.js';

const MERCATOR = { wkid: 102100, latestWkid: 3857 };

/** The layers with their features in a tile; undefined if there are none, or if the tile is of no level that was built. */
export function cutTile(
  cut: CutTiles,
  level: number,
  row: number,
  column: number,
): { bounds: Box; layers: CutLayer[] } | undefined {
  const lod = builtLods(cut).find((one) => one.level === level);
  if (!lod || !cut.isBuilt) return undefined;
  const { origin, rows, cols } = cut.scheme;
  const [width, height] = [lod.resolution * cols, lod.resolution * rows];
  const [left, top] = [origin.x + column * width, origin.y - row * height];
  const bounds: Box = [left, top - height, left + width, top];
  const layers = cut.layers
    .map((layer) => ({ ...layer, boxes: layer.boxes.filter((box) => touches(box, bounds)) }))
    .filter(({ boxes }) => boxes.length > 0);
  return layers.length > 0 ? { bounds, layers } : undefined;
}

/** The levels between the smallest and the largest scale. */
export function builtLods({ scheme, minScale, maxScale }: CutTiles): Lod[] {
  return scheme.lods.filter(
    ({ scale }) => (minScale === 0 || scale <= minScale * 1.001) && scale >= maxScale * 0.999,
  );
}

/** Around all features. */
export function cutExtent({ layers }: CutTiles): Record<string, unknown> {
  const all = layers.flatMap(({ boxes }) => boxes);
  const side = (index: 0 | 1 | 2 | 3, pick: (a: number, b: number) => number): number =>
    all.map((box) => box[index]).reduce(pick, all[0]?.[index] ?? 0);
  return {
    xmin: side(0, Math.min),
    ymin: side(1, Math.min),
    xmax: side(2, Math.max),
    ymax: side(3, Math.max),
    spatialReference: MERCATOR,
  };
}

function touches(a: Box, b: Box): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}
