import { png } from '../town/pictures/png.js';
import { builtLods, cutExtent, cutTile } from './cut-grid.js';
import type { Box, CutTiles } from './cut-tiles.js';
import { mapServerRoot } from './map-server-root.js';
import type { Json, TileContent } from './tile-content.js';

/** Least pixels of a feature along each side. */
const DOT = 4;

/** The map service of tiles that were cut from a feature layer: pictures with a rectangle for each feature. */
export function cutRaster(cut: CutTiles): TileContent {
  const { scheme, format, layers } = cut;
  const lods = builtLods(cut);
  const fullExtent = cutExtent(cut);
  const root = mapServerRoot({
    layers: layers.map(({ id, name }) => ({ id, name })),
    tileInfo: { ...scheme, format, compressionQuality: 0 },
    spatialReference: scheme.spatialReference,
    fullExtent,
    initialExtent: fullExtent,
    minScale: lods[0]?.scale ?? 0,
    maxScale: lods.at(-1)?.scale ?? 0,
  });
  return {
    root,
    read: async (path) => {
      const [kind, level, row, column] = path.split('/');
      if (kind !== 'tile') return undefined;
      const found = cutTile(cut, Number(level), Number(row), Number(column));
      if (!found) return undefined;
      const pixels = new Uint8Array(scheme.rows * scheme.cols * 3).fill(255);
      for (const { boxes, drawingInfo } of found.layers) {
        for (const box of boxes)
          fill(pixels, scheme, { box, bounds: found.bounds, colour: colourOf(drawingInfo) });
      }
      return { bytes: png(scheme.cols, scheme.rows, pixels), contentType: 'image/png' };
    },
  };
}

interface Area {
  box: Box;
  bounds: Box;
  colour: number[];
}

function fill(
  pixels: Uint8Array,
  { rows, cols }: { rows: number; cols: number },
  { box, bounds, colour }: Area,
): void {
  const [left, bottom, right, top] = bounds;
  const across = (x: number) => Math.floor(((x - left) / (right - left)) * cols);
  const down = (y: number) => Math.floor(((top - y) / (top - bottom)) * rows);
  const [x0, x1] = [across(box[0]), Math.max(across(box[2]), across(box[0]) + DOT)];
  const [y0, y1] = [down(box[3]), Math.max(down(box[1]), down(box[3]) + DOT)];
  for (let y = Math.max(0, y0); y < Math.min(rows, y1); y += 1) {
    for (let x = Math.max(0, x0); x < Math.min(cols, x1); x += 1) pixels.set(colour, (y * cols + x) * 3);
  }
}

/** Of a renderer with one symbol: its colour. */
function colourOf(drawingInfo: Json): number[] {
  const { renderer } = drawingInfo as { renderer?: { symbol?: { color?: unknown } } };
  const color = renderer?.symbol?.color;
  return Array.isArray(color) ? color.slice(0, 3).map(Number) : [90, 90, 90];
}
