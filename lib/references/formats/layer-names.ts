import type { MapLayer } from '../map-layers.js';
import { parseServiceUrl } from '../parse-service-url.js';
import type { ReferenceIndex } from '../reference-index.js';
import type { FieldNames } from '../rename-fields.js';

/**
 * Renamed fields of the layer at a URL (maybe none); undefined if the text is no URL of a service.
 * @param number of the layer, where the URL is that of the whole service
 */
export function namesOfLayer(url: string, index: ReferenceIndex, number = ''): FieldNames | undefined {
  const service = parseServiceUrl(url);
  if (service === null) return undefined;
  return index.names(index.service(service.root)?.fields?.[service.layer ?? number]);
}

/**
 * Renamed fields by the ids under which maps have their layers. An id that maps have for layers with different fields stands for none;
 * undefined for what is no layer of these.
 */
export function namesByLayer(
  layers: Iterable<MapLayer>,
  index: ReferenceIndex,
): (id: string) => FieldNames | undefined {
  const known = new Map<string, FieldNames>();
  for (const { id, url } of layers) {
    const names = namesOfLayer(url, index);
    if (names === undefined) continue;
    const other = known.get(id);
    known.set(id, other === undefined || other === names ? names : index.names(undefined));
  }
  return (id) => known.get(id);
}
