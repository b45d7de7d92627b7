import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { addLayers } from './add-layers.js';
import { changeDefinition } from './change-definition.js';
import { createViewParameters } from './create-parameters.js';
import { createService } from './create-service.js';
import type { ServiceCopy, ServiceCopyRequest } from './create-service-copy.js';
import { type LayerService, readLayerService } from './layer-service.js';
import { mapView } from './map-view.js';
import { oneAtATime } from './one-at-a-time.js';
import { renameInSql } from './rename-fields.js';
import { repairDefinition } from './repair-definition.js';
import { pairLayers, renumbered } from './service-mapping.js';
import { fieldVisibility, shownLayer, viewLayer } from './view-layer.js';
import type { ViewParent } from './view-parent.js';

export interface ViewCopyRequest extends ServiceCopyRequest {
  /** The service that the view shows. */
  parent: ViewParent;
  /** Further ones, of a view that joins services or shows several. */
  otherParents?: ViewParent[];
}

/**
 * Makes a view on the copied service with the same layers, filter, visible fields, drawing and pop-up settings. The rows are
 * those of the copied service. Views of one service are made one after the other, because Enterprise locks it meanwhile.
 * Throws ARCGIS_FORBIDDEN if the source does not tell the view's definition: a copy without its filter could show rows that
 * the view hides.
 */
export async function createViewCopy(
  target: WritablePortal,
  request: ViewCopyRequest,
  options: { signal?: AbortSignal } = {},
): Promise<ServiceCopy> {
  if (request.source.definitionReadable === false) throw notReadable(request.source);
  return oneAtATime(request.parent.target.url, () => createView(target, request, options.signal));
}

async function createView(
  target: WritablePortal,
  request: ViewCopyRequest,
  signal?: AbortSignal,
): Promise<ServiceCopy> {
  const { source } = request;
  const parents = [request.parent, ...(request.otherParents ?? [])];
  const self = await target.self(signal);
  const layers = source.layers.map((layer) => ({
    source: layer,
    definition: viewLayer(source, layer, parents, self),
  }));
  const made =
    request.resume ??
    (await createService(target, request, (name) => createViewParameters(source, name, self), signal));
  const before = request.resume ? (await readLayerService(target, made.url, signal)).layers : [];
  const there = new Set(before.map((layer) => layer.name));
  await addLayers(
    target,
    made.url,
    layers.filter((layer) => !there.has(layer.source.name)),
    signal,
  );
  const built = await readLayerService(target, made.url, signal);
  const mapping = mapView(source, built, parents);
  const warnings = await applyViewSettings(target, source, built, mapping, parents, signal);
  return {
    itemId: made.itemId,
    url: made.url,
    mapping,
    warnings: [...warnings, ...renumbered(source, mapping)],
  };
}

/** Filter, visible fields and display of an existing view. Harmless to repeat. Returns what the portal refused. */
export async function applyViewSettings(
  target: WritablePortal,
  source: LayerService,
  built: LayerService,
  mapping: ServiceMapping,
  parents: readonly ViewParent[],
  signal?: AbortSignal,
): Promise<Warning[]> {
  for (const pair of pairLayers(source, built, mapping)) {
    const shown = shownLayer(pair.source, parents);
    const change: Record<string, unknown> = {};
    const filter = pair.source.viewDefinitionQuery ?? '';
    const renamed = shown ? (shown.parent.target.mapping.fields?.[shown.layer.id] ?? {}) : {};
    const wanted = renameInSql(filter, new Map(Object.entries(renamed)));
    if (wanted !== (pair.target.viewDefinitionQuery ?? '')) change.viewDefinitionQuery = wanted;
    if (shown) {
      const fields = fieldVisibility(pair.source, shown);
      const names = new Set(
        pair.target.fields.filter((field) => field.visible !== false).map(({ name }) => name),
      );
      if (fields.some(({ name, visible }) => names.has(name) !== visible)) change.fields = fields;
    }
    if (Object.keys(change).length > 0) {
      await changeDefinition(target, `${built.url}/${pair.target.id}`, 'updateDefinition', change, signal);
    }
  }
  return repairDefinition(target, source, await readLayerService(target, built.url, signal), mapping, signal);
}

function notReadable(source: LayerService): ArcGISError {
  const said = source.definitionRefusal ? ` The portal said: "${source.definitionRefusal}".` : '';
  return new ArcGISError(
    'ARCGIS_FORBIDDEN',
    `The definition of the view ${source.url} can only be read by its owner or an administrator of the source portal. Without it the copy could show rows that the view hides, so none was made.${said} Sign in to the source as one of them.`,
    { endpoint: source.url },
  );
}
