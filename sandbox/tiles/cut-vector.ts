import { Message } from '../services/pbf/message.js';
import { builtLods, cutExtent, cutTile } from './cut-grid.js';
import type { Box, CutLayer, CutTiles } from './cut-tiles.js';
import type { Json, TileContent } from './tile-content.js';

/** Units of a vector tile along each side. */
const EXTENT = 4096;
const JSON_TYPE = 'application/json;charset=utf-8';
/** Numbers of the format: https://github.com/mapbox/vector-tile-spec */
const [POINT, POLYGON] = [1, 3];
const [MOVE, LINE, CLOSE] = [1, 2, 7];

/** The vector tile service of tiles that were cut from a feature layer: a point or rectangle for each feature, in the layer of its name. */
export function cutVector(cut: CutTiles): TileContent {
  const { scheme, layers } = cut;
  const lods = builtLods(cut);
  const fullExtent = cutExtent(cut);
  const style = styleOf(layers);
  return {
    root: {
      name: layers[0]?.name ?? '',
      type: 'indexedVector',
      tiles: ['tile/{z}/{y}/{x}.pbf'],
      defaultStyles: 'resources/styles',
      tileMap: 'tilemap',
      tileInfo: { ...scheme, format: 'pbf' },
      fullExtent,
      initialExtent: fullExtent,
      minScale: lods[0]?.scale ?? 0,
      maxScale: lods.at(-1)?.scale ?? 0,
      minLOD: lods[0]?.level ?? 0,
      maxLOD: lods.at(-1)?.level ?? 0,
      capabilities: 'TilesOnly',
      exportTilesAllowed: false,
      maxExportTilesCount: 10_000,
    },
    read: async (path) => {
      const [, level, row, column] = /^tile\/(\d+)\/(\d+)\/(\d+)\.pbf$/.exec(path) ?? [];
      if (level !== undefined) {
        const found = cutTile(cut, Number(level), Number(row), Number(column));
        return found && { bytes: tileOf(found), contentType: 'application/x-protobuf' };
      }
      if (!/^resources\/styles(?:\/root\.json)?$/.test(path)) return undefined;
      return { bytes: Buffer.from(JSON.stringify(style)), contentType: JSON_TYPE };
    },
  };
}

function tileOf({ bounds, layers }: { bounds: Box; layers: CutLayer[] }): Buffer {
  const [left, , right, top] = bounds;
  const place = (value: number): number => Math.round((value / (right - left)) * EXTENT);
  const tile = new Message();
  for (const { name, boxes, geometryType } of layers) {
    const layer = new Message().number(15, 2).text(1, name).number(5, EXTENT);
    const isPoint = /Point$/.test(geometryType);
    for (const [index, [xmin, ymin, xmax, ymax]] of boxes.entries()) {
      const [x0, y0, x1, y1] = [place(xmin - left), place(top - ymax), place(xmax - left), place(top - ymin)];
      const commands = isPoint ? pointAt(x0, y0) : boxAt(x0, y0, x1 - x0, y1 - y0);
      const feature = new Message()
        .number(1, index + 1)
        .number(3, isPoint ? POINT : POLYGON)
        .numbers(4, commands);
      layer.message(2, feature);
    }
    tile.message(3, layer);
  }
  return tile.finish();
}

function pointAt(x: number, y: number): number[] {
  return [command(MOVE, 1), signed(x), signed(y)];
}

function boxAt(x: number, y: number, width: number, height: number): number[] {
  const corners = [width, 0, 0, height, -width, 0].map(signed);
  return [...pointAt(x, y), command(LINE, 3), ...corners, command(CLOSE, 1)];
}

function command(id: number, count: number): number {
  return id + count * 8;
}

function signed(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function styleOf(layers: CutLayer[]): Json {
  return {
    version: 8,
    sprite: '../sprites/sprite',
    glyphs: '../fonts/{fontstack}/{range}.pbf',
    sources: { esri: { type: 'vector', url: '../../' } },
    layers: layers.map(({ name, geometryType }) => ({
      id: name,
      type: /Point$/.test(geometryType) ? 'symbol' : 'fill',
      source: 'esri',
      'source-layer': name,
    })),
  };
}
