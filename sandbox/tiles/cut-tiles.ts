import { cutRaster } from './cut-raster.js';
import { cutScene } from './cut-scene.js';
import { cutVector } from './cut-vector.js';
import type { Json, TileContent, TileServiceType } from './tile-content.js';

/** Left, bottom, right and top of a feature, in Web Mercator. */
export type Box = [xmin: number, ymin: number, xmax: number, ymax: number];

/** A layer as its tiles show it. */
export interface CutLayer {
  id: number;
  name: string;
  geometryType: string;
  fields: unknown[];
  drawingInfo: Json;
  boxes: Box[];
}

export interface Lod {
  level: number;
  resolution: number;
  scale: number;
}

/** `tileCacheInfo` of a tiling scheme. */
export interface TileScheme {
  spatialReference: unknown;
  origin: { x: number; y: number };
  rows: number;
  cols: number;
  dpi: number;
  lods: Lod[];
}

/** Tiles, vector tiles or a scene as they were cut from a feature layer: they show its rows of that moment. */
export interface CutTiles {
  service: TileServiceType;
  scheme: TileScheme;
  format: string;
  /** 0 for no limit. */
  minScale: number;
  maxScale: number;
  /** Whether the tiles were built. Otherwise there is the service, but nothing in it. */
  isBuilt: boolean;
  layers: CutLayer[];
}

/** What a service shows of what was cut. */
export function cutContent(cut: CutTiles): TileContent {
  if (cut.service === 'SceneServer') return cutScene(cut);
  return cut.service === 'MapServer' ? cutRaster(cut) : cutVector(cut);
}
