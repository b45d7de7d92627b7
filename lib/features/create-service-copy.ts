import type { Warning } from '../items/findings.js';
import type { TargetId } from '../items/item.js';
import type { Params, WritablePortal } from '../portal/portal.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { addLayers } from './add-layers.js';
import { addRelationships } from './add-relationships.js';
import { createParameters } from './create-parameters.js';
import { createService } from './create-service.js';
import { type LayerService, readLayerService } from './layer-service.js';
import { prepareLayer } from './prepare-layer.js';
import { repairDefinition } from './repair-definition.js';
import { layersToAdd, mapService, pairLayers, renumbered } from './service-mapping.js';

/** What a service copy is made of. */
export interface ServiceCopyRequest {
  /** As `readLayerService` gives it. */
  source: LayerService;
  /** User name of the owner in the target. */
  owner: string;
  /** Folder id of that owner; null is the root. */
  folderId: string | null;
  /** Wanted service name; another one is taken if it is not free. */
  name: string;
  /** Item properties, written right after the service was made (so that an interrupted copy is recognised). */
  itemParams: Params;
  /** An unfinished copy that an earlier run left: it is completed, and nothing is created. */
  resume?: { itemId: TargetId; url: string };
}

export interface ServiceCopy {
  itemId: TargetId;
  url: string;
  mapping: ServiceMapping;
  warnings: Warning[];
}

/**
 * Makes an empty hosted feature service with the layers, tables and relationships of another one, with the same layer ids, and
 * reads back what the portal made of it. The service is left ready for loading; `copyRows` gives it its final settings.
 */
export async function createServiceCopy(
  target: WritablePortal,
  request: ServiceCopyRequest,
  options: { signal?: AbortSignal } = {},
): Promise<ServiceCopy> {
  const { source } = request;
  const { signal } = options;
  const self = await target.self(signal);
  const made =
    request.resume ??
    (await createService(target, request, (name) => createParameters(source, name, self), signal));

  const before = request.resume && (await readLayerService(target, made.url, signal));
  const wanted = (before ? layersToAdd(source, before) : source.layers).map((layer) => ({
    source: layer,
    definition: prepareLayer(layer, self),
  }));
  await addLayers(target, made.url, wanted, signal);

  const built = await readLayerService(target, made.url, signal);
  const mapping = mapService(source, built);
  await addRelationships(target, made.url, pairLayers(source, built, mapping), mapping, signal);
  const warnings = await repairDefinition(target, source, built, mapping, signal);
  return {
    itemId: made.itemId,
    url: made.url,
    mapping,
    warnings: [...warnings, ...renumbered(source, mapping)],
  };
}
