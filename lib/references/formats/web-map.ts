import { parseServiceUrl } from '../parse-service-url.js';
import type { ReferenceIndex } from '../reference-index.js';
import { isObject, type JsonObject, type Note } from './json-object.js';

/** Whether a document is a web map or web scene. */
export function isWebMap(document: JsonObject): boolean {
  return Array.isArray(document.operationalLayers);
}

/**
 * What a plain walk cannot know of a web map: layers that name a whole service list its layers by number (sublayers, visible layers). The
 * string ids of the map's layers never change. Works in place, on URLs of the source, before anything else is rewritten.
 */
export function renumberWebMap(map: JsonObject, index: ReferenceIndex, note: Note): void {
  for (const { layer, path } of layersOf(map, '$')) {
    const mapping = typeof layer.url === 'string' ? index.service(layer.url) : undefined;
    if (mapping !== undefined && parseServiceUrl(String(layer.url))?.layer === undefined) {
      renumberSublayers(layer, path, mapping.layers, note);
    }
  }
}

/** Operational layers and tables, those in group layers included, whatever the depth. */
function* layersOf(holder: JsonObject, path: string): Generator<{ layer: JsonObject; path: string }> {
  for (const key of ['operationalLayers', 'layers', 'tables']) {
    const list = holder[key];
    for (const [at, layer] of Array.isArray(list) ? list.entries() : []) {
      if (isObject(layer)) {
        const place = `${path}.${key}[${at}]`;
        yield { layer, path: place };
        if (layer.layerType === 'GroupLayer') {
          yield* layersOf(layer, place);
        }
      }
    }
  }
}

function renumberSublayers(
  layer: JsonObject,
  path: string,
  layers: Record<string, string>,
  note: Note,
): void {
  const renumbered = (value: unknown, place: string): unknown => {
    const to = typeof value === 'number' ? layers[String(value)] : undefined;
    if (to === undefined || to === String(value)) {
      return value;
    }
    note(place, String(value), to);
    return Number(to);
  };
  for (const [at, sublayer] of Array.isArray(layer.layers) ? layer.layers.entries() : []) {
    if (isObject(sublayer)) {
      const place = `${path}.layers[${at}]`;
      sublayer.id = renumbered(sublayer.id, `${place}.id`);
      const source = isObject(sublayer.layerDefinition) ? sublayer.layerDefinition.source : undefined;
      if (isObject(source) && 'mapLayerId' in source) {
        source.mapLayerId = renumbered(source.mapLayerId, `${place}.layerDefinition.source.mapLayerId`);
      }
    }
  }
  if (Array.isArray(layer.visibleLayers)) {
    layer.visibleLayers = layer.visibleLayers.map((id, at) => renumbered(id, `${path}.visibleLayers[${at}]`));
  }
}
