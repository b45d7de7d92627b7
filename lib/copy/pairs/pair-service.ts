import type { LayerDefinition } from '../../features/definition.js';
import { fieldMapping, renamedFields } from '../../features/field-mapping.js';
import { type LayerService, readLayerService } from '../../features/layer-service.js';
import { mapService } from '../../features/service-mapping.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { ServiceMapping } from '../../references/reference-map.js';
import { isRefusal } from '../identity/origins.js';

/**
 * Layers and fields of a service that somebody made by hand to stand for one of the source. Layers are matched by number, name and
 * shape, then by name, then by number. Throws ARCGIS_CONFIG if a layer of the source is left over. Where the source cannot be read
 * any more, and of services that are no feature services, layers keep their numbers.
 */
export async function pairService(
  source: ReadablePortal,
  target: ReadablePortal,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<ServiceMapping> {
  const root = parseServiceUrl(to)?.root ?? to;
  if (parseServiceUrl(to)?.type.toLowerCase() !== 'featureserver') return { url: root, layers: {} };
  const theirs = await readLayerService(target, root, signal);
  const ours = await readLayerService(source, from, signal).catch((error: unknown) => {
    if (isRefusal(error)) return null;
    throw error;
  });
  return ours ? mapByHand(ours, theirs) : { url: root, layers: {} };
}

function mapByHand(source: LayerService, target: LayerService): ServiceMapping {
  try {
    return mapService(source, target);
  } catch (error) {
    if (!(error instanceof ArcGISError)) throw error;
  }
  const layers: Record<string, string> = {};
  const fields: Record<string, Record<string, string>> = {};
  for (const layer of source.layers) {
    const match =
      target.layers.find((other) => other.name === layer.name && isAlike(layer, other)) ??
      target.layers.find((other) => Number(other.id) === Number(layer.id) && isAlike(layer, other));
    if (!match) {
      throw new ArcGISError(
        'ARCGIS_CONFIG',
        `The table of pairs cannot be used: ${target.url} has no counterpart of layer ${layer.id} "${layer.name}" of ${source.url}. Pair its layers one by one, by their URLs.`,
        { endpoint: target.url },
      );
    }
    layers[layer.id] = String(match.id);
    const renamed = renamedFields(fieldMapping(layer, match));
    if (Object.keys(renamed).length) fields[layer.id] = renamed;
  }
  return { url: target.url, layers, ...(Object.keys(fields).length && { fields }) };
}

/** A layer that another one stands for: its URL in the target, and the fields that have other names there. */
export async function pairLayer(
  source: ReadablePortal,
  target: ReadablePortal,
  from: { root: string; layer: string | null },
  to: { root: string; layer: string | null },
  signal: AbortSignal,
): Promise<{ url: string; fields: Record<string, string> | null }> {
  const url = `${to.root}/${to.layer}`;
  const [ours, theirs] = await Promise.all([
    readLayer(source, `${from.root}/${from.layer}`, signal),
    readLayer(target, url, signal),
  ]);
  if (!theirs) {
    throw new ArcGISError(
      'ARCGIS_NOT_FOUND',
      `The table of pairs names the layer ${url}, which is not there, or which the signed-in user may not see. Correct the table.`,
      { portal: target.url, endpoint: url },
    );
  }
  if (!ours) return { url, fields: null };
  if (!isAlike(ours, theirs)) {
    const shape = ({ name, type, geometryType }: LayerDefinition): string =>
      `${type} "${name}" (${geometryType ?? 'no geometry'})`;
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `The table of pairs cannot be used: the ${shape(theirs)} cannot stand for the ${shape(ours)}.`,
      { endpoint: url },
    );
  }
  const hasFields = Array.isArray(ours.fields) && Array.isArray(theirs.fields);
  const renamed = hasFields ? renamedFields(fieldMapping(ours, theirs)) : {};
  return { url, fields: Object.keys(renamed).length ? renamed : null };
}

async function readLayer(
  portal: ReadablePortal,
  url: string,
  signal: AbortSignal,
): Promise<LayerDefinition | null> {
  try {
    return await portal.read<LayerDefinition>(url, {}, { signal });
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

function isAlike(a: LayerDefinition, b: LayerDefinition): boolean {
  return a.type === b.type && (a.geometryType ?? null) === (b.geometryType ?? null);
}
