import { isObject } from './formats/json-object.js';

/** A layer or table of a map, as others name it through the map. */
export interface MapLayer {
  /** The id by which the map calls it. */
  id: string;
  /** Ids of the layers that it stands in, the outermost first. */
  within: string[];
  /** URL of the layer, or of a whole service. */
  url: string;
}

/** Layers of maps by the id of the map's item, as the documents that name them write it. */
export type MapLayers = Record<string, readonly MapLayer[]>;

/**
 * The layers and tables of a web map or web scene that show a service, those in group layers included, whatever the depth. The parts of a
 * layer that have ids of their own (of a subtype group, for example) show the service of the layer, unless they name another one.
 */
export function mapLayers(map: unknown): MapLayer[] {
  return isObject(map) ? [...layersBelow(map, [], undefined)] : [];
}

function* layersBelow(
  holder: Record<string, unknown>,
  within: string[],
  inherited: string | undefined,
): Generator<MapLayer> {
  for (const key of ['operationalLayers', 'layers', 'tables']) {
    for (const layer of Array.isArray(holder[key]) ? holder[key] : []) {
      if (!isObject(layer)) continue;
      const url = typeof layer.url === 'string' ? layer.url : inherited;
      const { id } = layer;
      if (typeof id !== 'string') continue;
      if (url !== undefined) yield { id, within, url };
      yield* layersBelow(layer, [...within, id], url);
    }
  }
}
