import { ArcGISError } from '../portal/arcgis-error.js';
import { asArray, asJson, isTable, type Json, type LayerDefinition, layerLabel } from './definition.js';
import { fieldMapping } from './field-mapping.js';
import type { LayerService } from './layer-service.js';
import { acceptedCapabilities } from './prepare-layer.js';
import { renameFields } from './rename-fields.js';
import { serviceNameOf } from './service-url.js';
import type { ViewParent } from './view-parent.js';

/**
 * What addToDefinition takes for one layer of a view: its name and id, and the layer of the copied service that it shows. Joined
 * views keep their join, with the copied services in it. Fields, filter and drawing follow by updateDefinition.
 * Throws ARCGIS_UNEXPECTED if the view shows a layer of a service that was not copied.
 */
export function viewLayer(
  view: LayerService,
  layer: LayerDefinition,
  parents: readonly ViewParent[],
  target: { isPortal: boolean },
): Json {
  const admin = asJson(layer.adminLayerInfo);
  const definition = asJson(admin.viewLayerDefinition);
  const rewritten = Object.keys(definition).length > 0 ? definition : sameLayer(layer, parents);
  const joined = definition.table !== undefined;
  return {
    id: Number(layer.id),
    name: layer.name,
    type: isTable(layer) ? 'Table' : 'Feature Layer',
    ...(layer.geometryType ? { geometryType: layer.geometryType } : {}),
    capabilities: acceptedCapabilities(layer.capabilities ?? view.service.capabilities, target),
    adminLayerInfo: {
      ...(joined ? geometryOf(admin, definition) : {}),
      viewLayerDefinition: repointed(rewritten, layer, parents),
    },
  };
}

/** The parent and its layer that a view layer shows, null for a joined one. */
export function shownLayer(
  layer: LayerDefinition,
  parents: readonly ViewParent[],
): { parent: ViewParent; layer: LayerDefinition } | null {
  const definition = asJson(asJson(layer.adminLayerInfo).viewLayerDefinition);
  if (definition.table !== undefined) return null;
  const name = definition.sourceServiceName;
  const parent = typeof name === 'string' ? parentNamed(name, parents) : parents[0];
  const id = Number(definition.sourceLayerId ?? layer.id);
  const shown = parent?.source.layers.find((candidate) => Number(candidate.id) === id);
  return parent && shown ? { parent, layer: shown } : null;
}

/** Names of the copied service, the layer in it and its fields, in a definition at any depth. */
function repointed(
  definition: Json,
  layer: LayerDefinition,
  parents: readonly ViewParent[],
  joinedTo: ReadonlyMap<string, string> = new Map(),
): Json {
  const name = definition.sourceServiceName;
  const own: Json = {};
  let fields = new Map<string, string>();
  if (typeof name === 'string') {
    const parent = parentNamed(name, parents);
    const id = String(definition.sourceLayerId);
    const targetId = parent?.target.mapping.layers[id];
    if (!parent || targetId === undefined) {
      throw new ArcGISError(
        'ARCGIS_UNEXPECTED',
        `Layer ${layerLabel(layer)} of the view shows layer ${id} of the service ${name}, which has no copy. Copy that service as well.`,
      );
    }
    fields = new Map(Object.entries(parent.target.mapping.fields?.[id] ?? {}));
    own.sourceServiceName = serviceNameOf(parent.target.url);
    own.sourceLayerId = Number(targetId);
  }
  const { table, relatedTables, parentKeyFields, ...plain } = definition;
  const renamed = renameFields(plain, fields);
  const nested: Json = {};
  if (Array.isArray(definition.sourceLayerFields)) {
    nested.sourceLayerFields = asArray<Json>(definition.sourceLayerFields).map((field) => ({
      ...field,
      ...(typeof field.name === 'string' ? { name: fields.get(field.name) ?? field.name } : {}),
      ...(typeof field.source === 'string' ? { source: fields.get(field.source) ?? field.source } : {}),
    }));
  }
  if (table !== undefined) nested.table = repointed(asJson(table), layer, parents);
  // Keys of the table that this one is joined to have that one's names.
  if (parentKeyFields !== undefined) Object.assign(nested, renameFields({ parentKeyFields }, joinedTo));
  if (Array.isArray(relatedTables)) {
    nested.relatedTables = asArray<Json>(relatedTables).map((related) =>
      repointed(related, layer, parents, fields),
    );
  }
  return { ...renamed, ...own, ...nested };
}

/** A server that gives no definition for a plain view: the layer of the same id, all fields. */
function sameLayer(layer: LayerDefinition, parents: readonly ViewParent[]): Json {
  const [parent] = parents;
  return {
    sourceServiceName: parent ? serviceNameOf(parent.source.url) : '',
    sourceLayerId: Number(layer.id),
    sourceLayerFields: '*',
  };
}

/** The shape of a joined layer is named after the main table. */
function geometryOf(admin: Json, definition: Json): Json {
  const field = asJson(admin.geometryField);
  const table = asJson(definition.table);
  return typeof field.name === 'string' && typeof table.name === 'string'
    ? { geometryField: { ...field, name: `${table.name}.${field.name.split('.').pop() ?? 'Shape'}` } }
    : {};
}

function parentNamed(name: string, parents: readonly ViewParent[]): ViewParent | undefined {
  return parents.find((parent) => serviceNameOf(parent.source.url).toLowerCase() === name.toLowerCase());
}

/** Field names of the shown layer by whether the view shows them, in the target's names. */
export function fieldVisibility(
  layer: LayerDefinition,
  shown: { parent: ViewParent; layer: LayerDefinition },
): { name: string; visible: boolean }[] {
  const renamed = shown.parent.target.mapping.fields?.[shown.layer.id] ?? {};
  const visible = fieldMapping(shown.layer, layer);
  return shown.layer.fields
    .filter((field) => field.type !== 'esriFieldTypeGeometry')
    .map((field) => ({ name: renamed[field.name] ?? field.name, visible: visible.has(field.name) }));
}
