import { createHash } from 'node:crypto';
import { cutExtent } from './cut-grid.js';
import type { Box, CutLayer, CutTiles } from './cut-tiles.js';
import type { Json, TileContent, TileFile } from './tile-content.js';

const JSON_TYPE = 'application/json;charset=utf-8';
/** Features of a node. */
const OF_NODE = 50;

/**
 * The scene service that was cut from feature layers of points: a layer each, with nodes of some features below a root.
 * https://github.com/Esri/i3s-spec/blob/master/docs/1.8/3DSceneLayer.psl.md
 */
export function cutScene(cut: CutTiles): TileContent {
  const layers = cut.layers.map((layer, id) => ({ ...layer, id }));
  const described = layers.map((layer) => describe(cut, layer));
  return {
    root: {
      serviceVersion: '1.8',
      supportedBindings: ['REST'],
      layers: described.map((layer) => ({ ...layer, href: `./layers/${layer.id}` })),
    },
    read: async (path) => {
      const [, id, rest = ''] = /^layers\/(\d+)(?:\/(.*))?$/.exec(path) ?? [];
      const layer = layers[Number(id)];
      if (id === undefined || !layer) return undefined;
      if (rest === '') return json(described[layer.id]);
      const nodes = cut.isBuilt ? nodesOf(layer) : [];
      if (rest === 'nodepages/0') return json({ nodes: nodes.map(nodeAt) });
      const [, node = ''] = /^nodes\/(\d+)\/geometries\/0$/.exec(rest) ?? [];
      const boxes = node === '' ? undefined : nodes[Number(node)];
      return boxes && { bytes: positionsOf(boxes), contentType: 'application/octet-stream' };
    },
  };
}

function describe(cut: CutTiles, { id, name, fields, boxes, drawingInfo }: CutLayer): Json {
  return {
    id,
    name,
    layerType: 'Point',
    // Another one whenever it is cut.
    version: createHash('sha256').update(JSON.stringify(boxes)).digest('hex').slice(0, 32).toUpperCase(),
    spatialReference: { wkid: 102100, latestWkid: 3857 },
    fullExtent: { ...cutExtent(cut), zmin: 0, zmax: 0 },
    fields,
    drawingInfo,
    capabilities: ['View', 'Query', 'Edit'],
    updateEnabled: true,
    nodePages: { nodesPerPage: 64, lodSelectionMetricType: 'maxScreenThresholdSQ' },
    store: { id: String(id), profile: 'points', version: '1.8' },
  };
}

/** The root, which has no features, and the nodes below it. */
function nodesOf({ boxes }: CutLayer): Box[][] {
  const count = Math.ceil(boxes.length / OF_NODE);
  return [[], ...Array.from({ length: count }, (_, n) => boxes.slice(n * OF_NODE, (n + 1) * OF_NODE))];
}

function nodeAt(_: Box[], index: number, all: Box[][]): Json {
  if (index > 0) return { index, parentIndex: 0, mesh: { geometry: { definition: 0, resource: index } } };
  return { index, children: all.slice(1).map((_box, child) => child + 1) };
}

function positionsOf(boxes: Box[]): Buffer {
  const bytes = Buffer.alloc(boxes.length * 24);
  for (const [index, [x, y]] of boxes.entries()) {
    bytes.writeDoubleLE(x, index * 24);
    bytes.writeDoubleLE(y, index * 24 + 8);
  }
  return bytes;
}

function json(value: unknown): TileFile {
  return { bytes: Buffer.from(JSON.stringify(value)), contentType: JSON_TYPE };
}
