import type { Json } from './tile-service.js';

/** Levels that are looked at: evenly chosen, the coarsest and the finest among them. */
const LEVELS = 8;
/** Nodes of each scene layer, and layers, that are looked at. */
const NODES = 3;
const LAYERS = 3;

interface Scheme {
  rows: number;
  cols: number;
  origin: { x: number; y: number };
  lods: { level: number; resolution: number }[];
}
interface Extent {
  xmin: number;
  ymin: number;
  xmax: number;
  ymax: number;
}

/** Paths below a service of the tiles in the middle and at the upper left corner of its extent, on some of its levels. */
export function tilePaths(root: Json, ending: '' | '.pbf'): string[] {
  const { tileInfo, fullExtent } = root as { tileInfo?: Scheme; fullExtent?: Extent };
  if (!tileInfo?.lods?.length || !fullExtent) return [];
  const { rows, cols, origin } = tileInfo;
  const middle = { x: (fullExtent.xmin + fullExtent.xmax) / 2, y: (fullExtent.ymin + fullExtent.ymax) / 2 };
  const corner = { x: fullExtent.xmin, y: fullExtent.ymax };
  const paths = some(tileInfo.lods, LEVELS).flatMap(({ level, resolution }) =>
    [middle, corner].map(({ x, y }) => {
      const row = Math.max(0, Math.floor((origin.y - y) / (resolution * rows)));
      const column = Math.max(0, Math.floor((x - origin.x) / (resolution * cols)));
      return `tile/${level}/${row}/${column}${ending}`;
    }),
  );
  return [...new Set(paths)];
}

/** Paths of the layers of a scene service, as its root names them. */
export function sceneLayerPaths(root: Json): string[] {
  const layers = Array.isArray(root.layers) ? (root.layers as { id?: number }[]) : [];
  return some(layers, LAYERS).map(({ id = 0 }) => `layers/${id}`);
}

/** Paths of some of the layers of a building, below its layer. */
export function sublayerPaths(layer: Json | null): string[] {
  const below: number[] = [];
  const collect = (one: Json): void => {
    const children = Array.isArray(one.sublayers) ? (one.sublayers as Json[]) : [];
    for (const child of children) {
      if (!Array.isArray(child.sublayers)) below.push(Number(child.id));
      collect(child);
    }
  };
  if (layer) collect(layer);
  return some(below, LAYERS).map((id) => `sublayers/${id}`);
}

/** Paths of some contents of a tileset. https://docs.ogc.org/cs/22-025r4/22-025r4.html */
export function contentPaths(tileset: Json): string[] {
  const found: string[] = [];
  const collect = ({ content, contents, children }: TileOfSet): void => {
    for (const one of [content, ...(contents ?? [])]) {
      const uri = one?.uri ?? one?.url;
      // What lies elsewhere is not the service's.
      if (uri && !/^[a-z]+:|^\//i.test(uri)) found.push(uri);
    }
    for (const child of children ?? []) collect(child);
  };
  collect((tileset.root ?? {}) as TileOfSet);
  return some(found, LEVELS);
}

interface TileOfSet {
  content?: { uri?: string; url?: string };
  contents?: { uri?: string; url?: string }[];
  children?: TileOfSet[];
}

/**
 * Paths of some nodes' geometries, below their layer.
 * @param page first page of the layer's nodes (https://github.com/Esri/i3s-spec)
 */
export function nodePaths(page: Json): string[] {
  const nodes = Array.isArray(page.nodes) ? (page.nodes as NodeOfPage[]) : [];
  const resources = nodes
    .map(({ mesh, resourceId }) => mesh?.geometry?.resource ?? resourceId)
    .filter((one) => one !== undefined);
  return some(resources, NODES).map((resource) => `nodes/${resource}/geometries/0`);
}

interface NodeOfPage {
  mesh?: { geometry?: { resource?: number } };
  resourceId?: number;
}

/** So many of a list, evenly chosen, the first and the last among them. */
function some<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from(
    { length: count },
    (_, n) => list[Math.round((n * (list.length - 1)) / (count - 1))] as T,
  );
}
