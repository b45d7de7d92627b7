import type { ServiceMapping } from '../references/reference-map.js';
import type { LayerService } from './layer-service.js';
import { mapService } from './service-mapping.js';
import { shownLayer } from './view-layer.js';
import type { ViewParent } from './view-parent.js';

/** As `mapService`, with the new names of fields as well that the view hides: its filter may be made of them. */
export function mapView(
  view: LayerService,
  built: LayerService,
  parents: readonly ViewParent[],
): ServiceMapping {
  const mapping = mapService(view, built);
  const fields = { ...mapping.fields };
  for (const layer of view.layers) {
    const shown = shownLayer(layer, parents);
    const renamed = shown?.parent.target.mapping.fields?.[shown.layer.id] ?? {};
    const own = new Set(layer.fields.map(({ name }) => name));
    const hidden = Object.entries(renamed).filter(([name]) => !own.has(name) && !name.includes('/'));
    if (hidden.length > 0) fields[layer.id] = { ...Object.fromEntries(hidden), ...fields[layer.id] };
  }
  return Object.keys(fields).length > 0 ? { ...mapping, fields } : mapping;
}
