import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { addLayers } from './add-layers.js';
import { addRelationships } from './add-relationships.js';
import { changeDefinition } from './change-definition.js';
import { applyViewSettings } from './create-view-copy.js';
import { type Json, layerLabel } from './definition.js';
import { serviceDifferences } from './definition-differences.js';
import { missingFields } from './field-mapping.js';
import { fieldRole } from './field-roles.js';
import { type LayerService, readLayerService } from './layer-service.js';
import { endLoading } from './loading.js';
import { mapView } from './map-view.js';
import { oneAtATime } from './one-at-a-time.js';
import { acceptedCapabilities, prepareLayer } from './prepare-layer.js';
import { repairDefinition } from './repair-definition.js';
import { type LayerPair, layersToAdd, mapService, pairLayers } from './service-mapping.js';
import { trackingFields } from './tracking-fields.js';
import type { ViewParent } from './view-parent.js';

export interface DefinitionUpdate {
  /** The source as it is now. */
  source: LayerService;
  /** Root URL of the existing copy. */
  url: string;
  /** For a view: the services that it shows, and their copies. */
  parents?: ViewParent[];
}

/** Service settings that describe it; those that matter for editing are set by `endLoading`. */
const descriptive = [
  'description',
  'serviceDescription',
  'copyrightText',
  'maxRecordCount',
  'allowGeometryUpdates',
];

/**
 * Brings the schema of an existing copy in line with the source: new layers, tables, fields and relationships are added,
 * changed display, templates, domains, aliases, time settings and view filters are set. Nothing is taken away: what only the
 * copy has stays, with a warning. Returns the mapping as it is now.
 */
export async function updateServiceDefinition(
  target: WritablePortal,
  { source, url, parents }: DefinitionUpdate,
  options: { signal?: AbortSignal } = {},
): Promise<{ mapping: ServiceMapping; warnings: Warning[] }> {
  const { signal } = options;
  const self = await target.self(signal);
  let built = await readLayerService(target, url, signal);
  if (source.isView) {
    const mapping = mapView(source, built, parents ?? []);
    const warnings = await oneAtATime(parents?.[0]?.target.url ?? url, async () => {
      await updateSettings(target, source, built, [...descriptive, 'capabilities'], signal);
      return applyViewSettings(target, source, built, mapping, parents ?? [], signal);
    });
    return { mapping, warnings };
  }

  const added = layersToAdd(source, built);
  await addLayers(
    target,
    url,
    added.map((layer) => ({ source: layer, definition: prepareLayer(layer, self) })),
    signal,
  );
  if (added.length > 0) built = await readLayerService(target, url, signal);

  let changed = false;
  for (const pair of pairLayers(source, built, mapService(source, built))) {
    const fields = newFields(pair, self);
    if (fields.length === 0) continue;
    changed = true;
    await changeDefinition(target, `${url}/${pair.target.id}`, 'addToDefinition', { fields }, signal);
  }
  if (changed) built = await readLayerService(target, url, signal);
  for (const pair of pairLayers(source, built, mapService(source, built))) {
    const editFieldsInfo = trackingFields(pair.source, pair.target);
    if (editFieldsInfo) await tellTracking(target, `${url}/${pair.target.id}`, editFieldsInfo, signal);
  }

  const mapping = mapService(source, built);
  await addRelationships(target, url, pairLayers(source, built, mapping), mapping, signal);
  await updateSettings(target, source, built, descriptive, signal);
  const refused = await repairDefinition(target, source, built, mapping, signal);
  const { warnings } = await endLoading(target, source, { url, mapping }, signal);
  return { mapping, warnings: [...refused, ...warnings, ...surplus(source, built, mapping)] };
}

/** A portal that keeps to fields of its own is warned about when all is loaded. */
async function tellTracking(
  target: WritablePortal,
  url: string,
  editFieldsInfo: Json,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await changeDefinition(target, url, 'updateDefinition', { editFieldsInfo }, signal);
  } catch (error) {
    if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_UNEXPECTED') throw error;
  }
}

async function updateSettings(
  target: WritablePortal,
  source: LayerService,
  built: LayerService,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const self = await target.self(signal);
  const changed = serviceDifferences(source, built)
    .map(({ path }) => path.split(/[.[]/)[0] ?? '')
    .filter((key) => keys.includes(key))
    .map((key) => [
      key,
      key === 'capabilities' ? acceptedCapabilities(source.service[key], self) : (source.service[key] ?? ''),
    ]);
  if (changed.length > 0) {
    await changeDefinition(target, built.url, 'updateDefinition', Object.fromEntries(changed), signal);
  }
}

/** Fields of the source that the target lacks, as addToDefinition takes them. */
function newFields(pair: LayerPair, self: { isPortal: boolean }): Json[] {
  const missing = new Set(missingFields(pair.source, pair.fields));
  const prepared = prepareLayer(pair.source, self);
  return (Array.isArray(prepared.fields) ? (prepared.fields as Json[]) : []).filter((field) =>
    missing.has(String(field.name)),
  );
}

/** Portals do not change the type of a field. */
function otherTypes({ source, target, fields }: LayerPair): Warning[] {
  return source.fields.flatMap((field) => {
    const there = target.fields.find(({ name }) => name === fields.get(field.name));
    if (!there || there.type === field.type || fieldRole(source, field) !== 'plain') return [];
    const [ours, theirs] = [field.type, there.type].map((type) => type.replace('esriFieldType', ''));
    return {
      code: 'FIELD_TYPE_CHANGED',
      message: `The field ${field.name} of layer ${layerLabel(source)} is of the type ${ours} in the source and of the type ${theirs} in the copy, and no portal changes that. Delete the field in the copy, or let a new copy replace it, and run again.`,
      path: `layers[${source.id}]`,
    };
  });
}

function surplus(source: LayerService, built: LayerService, mapping: ServiceMapping): Warning[] {
  const kept = new Set(Object.values(mapping.layers));
  const layers = built.layers.filter((layer) => !kept.has(String(layer.id)));
  const warnings: Warning[] = layers.map((layer) => ({
    code: 'LAYER_ONLY_IN_COPY',
    message: `Layer ${layerLabel(layer)} is only in the copy: it was removed from the source, or added to the copy. It was left as it is.`,
    path: `layers[${layer.id}]`,
  }));
  for (const pair of pairLayers(source, built, mapping)) {
    const known = new Set(pair.fields.values());
    warnings.push(...otherTypes(pair));
    const fields = pair.target.fields
      .filter((field) => fieldRole(pair.target, field) === 'plain' && !known.has(field.name))
      .map((field) => field.name);
    if (fields.length > 0) {
      warnings.push({
        code: 'FIELD_ONLY_IN_COPY',
        message: `Of layer ${layerLabel(pair.source)} only the copy has ${fields.join(', ')}. They were left as they are.`,
        path: `layers[${pair.target.id}]`,
      });
    }
  }
  return warnings;
}
