import type { ReadablePortal } from '../portal/portal.js';
import { asArray, type Json, type LayerDefinition } from './definition.js';
import type { LayerService } from './layer-service.js';
import { serviceState } from './service-state.js';

/** Last edits of the layers as they are now, by layer id; of a server that does not tell them all at once, those that were read before. */
export async function lastEdits(
  portal: ReadablePortal,
  service: LayerService,
  signal?: AbortSignal,
): Promise<Record<string, number | null>> {
  const all = await portal.read<Json>(`${service.url}/layers`, {}, signal ? { signal } : {});
  const now = new Map(
    [...asArray<LayerDefinition>(all.layers), ...asArray<LayerDefinition>(all.tables)].map((layer) => [
      Number(layer.id),
      layer,
    ]),
  );
  const layers = service.layers.map((layer) => now.get(Number(layer.id)) ?? layer);
  return serviceState({ ...service, layers }).edits;
}
