import { checkLayer } from './admin/check-layer.js';
import { normaliseLayer } from './admin/normalise-layer.js';
import { applyEdits } from './edits/apply-edits.js';
import type { MapServiceDefinition } from './map-service.js';
import type { Service } from './service.js';
import type { ServicesContext } from './services-context.js';

/** Makes a map service with its rows, or leaves the one that there is by that name. */
export function addMapService(context: ServicesContext, definition: MapServiceDefinition): Service {
  const slash = definition.path.lastIndexOf('/');
  const folder = slash < 0 ? null : definition.path.slice(0, slash);
  const name = definition.path.slice(slash + 1);
  const existing = context.store.find(folder, name, 'MapServer');
  if (existing) return existing;
  return context.store.change(() => {
    const { layers, path: _, ...properties } = definition;
    const service = context.store.addService({
      name,
      folder,
      type: 'MapServer',
      itemId: '',
      isView: false,
      definition: { ...properties, capabilities: 'Map,Query,Data' },
    });
    for (const { features = [], ...sent } of layers) {
      const normalised = normaliseLayer(context, service, sent, sent.id, sent.geometryType === undefined);
      checkLayer(normalised);
      const layer = context.store.addLayer(service, normalised, null);
      const edits = { layer, adds: features, updates: [], deletes: [], attachments: null };
      applyEdits(context, [edits], {
        useGlobalIds: false,
        rollbackOnFailure: true,
        username: '',
        mayPreserve: false,
      });
    }
    return service;
  });
}
