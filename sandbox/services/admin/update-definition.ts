import { followChanges } from '../changes/change-log.js';
import type { EditFields, Field } from '../layer-definition.js';
import { syncs, trackingOf } from '../layer-features.js';
import { fieldsOf, overridesOf } from '../layer-fields.js';
import type { Layer, Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { addField } from './add-to-layer.js';
import { areaOf } from './add-view-layer.js';
import { checkCapabilities } from './check-capabilities.js';
import { checkLayer } from './check-layer.js';
import { checkViewFilter } from './check-view-filter.js';
import { DefinitionError } from './definition-error.js';
import { editorFields } from './editor-fields.js';
import { jsonList } from './json-list.js';
import { normaliseField } from './normalise-field.js';

type Json = Record<string, unknown>;

/** Cannot be changed by updateDefinition, whether they are ignored or refused. */
const FIXED_SERVICE = new Set([
  'layers',
  'tables',
  'name',
  'serviceItemId',
  'currentVersion',
  'fullExtent',
  'hasViews',
  'isView',
  'adminServiceInfo',
  'supportsApplyEditsWithGlobalIds',
  'advancedEditingCapabilities',
  'syncCapabilities',
  'extractChangesCapabilities',
  'changeTrackingInfo',
  'isMultiServicesView',
]);
const FIXED_LAYER = new Set([
  'id',
  'type',
  'fields',
  'relationships',
  'geometryType',
  'objectIdField',
  'globalIdField',
  'spatialReference',
  'serviceItemId',
  'currentVersion',
  'editingInfo',
  'hasViews',
  'isView',
  'adminLayerInfo',
  'capabilities',
  'extent',
  'maxRecordCount',
  'advancedQueryCapabilities',
  'hasZ',
  'hasM',
  'uniqueIdField',
  'sourceServiceFields',
  'viewLayerDefinition',
  'sourceLayerFields',
  'areaOfInterest',
  'join',
  'contingentValues',
]);

/** `updateDefinition` of a service; layers and tables in it are updated too. Throws DefinitionError. */
export function updateService(context: ServicesContext, service: Service, sent: Json): void {
  if (sent.capabilities !== undefined) checkCapabilities(context.kind, sent.capabilities);
  const kept = Object.entries(sent).filter(
    ([key]) => !FIXED_SERVICE.has(key) && !/^support(s|ed)[A-Z]/.test(key),
  );
  service.definition = { ...service.definition, ...Object.fromEntries(kept) };
  context.store.saveService(service);
  if (syncs(service)) for (const layer of service.layers) addGlobalIds(context, layer);
  followChanges(context.store.database, service);
  if (trackingOf(service)) for (const layer of service.layers) startTracking(context, layer);
  for (const entry of [...jsonList(sent.layers), ...jsonList(sent.tables)]) {
    const layer = service.layers.find((one) => one.definition.id === Number(entry.id));
    if (!layer) throw new DefinitionError(`Layer ${String(entry.id)} does not exist.`);
    updateLayer(context, layer, entry);
  }
}

/** `updateDefinition` of a layer: properties are replaced, fields are changed by name. Throws DefinitionError. */
export function updateLayer(context: ServicesContext, layer: Layer, sent: Json): void {
  const { definition } = layer;
  for (const key of ['relationships', 'sourceServiceFields']) {
    if (context.kind === 'enterprise' && sent[key] !== undefined) {
      throw new DefinitionError(`Property '${key}' cannot be updated.`);
    }
  }
  for (const change of jsonList(sent.fields)) updateField(layer, change);
  for (const [key, value] of Object.entries(sent)) {
    if (!FIXED_LAYER.has(key) && !/^support(s|ed)[A-Z]/.test(key)) definition[key] = value;
  }
  definition.editFieldsInfo = (definition.editFieldsInfo as EditFields | null | undefined) ?? null;
  definition.viewDefinitionQuery = String(definition.viewDefinitionQuery ?? '');
  definition.hasAttachments = definition.hasAttachments === true;
  const view = sent.viewLayerDefinition as Json | undefined;
  if (layer.source && view?.filter !== undefined) definition.areaOfInterest = areaOf(view.filter);
  checkLayer(definition);
  checkViewFilter(context, layer);
  context.store.saveLayer(layer);
}

/** Replicas know rows by their GlobalIDs. */
function addGlobalIds(context: ServicesContext, layer: Layer): void {
  if (layer.source || layer.definition.globalIdField) return;
  const name = context.switches().lowerCaseFieldNames ? 'globalid' : 'GlobalID';
  addField(context, layer, normaliseField({ name, type: 'esriFieldTypeGlobalID', alias: name }));
  context.store.saveLayer(layer);
}

function startTracking(context: ServicesContext, layer: Layer): void {
  if (layer.source) return;
  if (layer.definition.editFieldsInfo && !context.switches().ownEditorFields) return;
  const { added, info } = editorFields(layer.definition, context.kind);
  for (const field of added) addField(context, layer, field);
  layer.definition.editFieldsInfo = info;
  context.store.saveLayer(layer);
}

function updateField(layer: Layer, change: Json): void {
  const { fields } = layer.definition;
  const index = fields.findIndex((field) => field.name.toLowerCase() === String(change.name).toLowerCase());
  const field = fields[index];
  if (!field) throw new DefinitionError(`Field '${String(change.name)}' does not exist.`);
  const { name: _name, type: _type, ...rest } = change;
  const shown = fieldsOf(layer).find((one) => one.field.name === field.name)?.field ?? field;
  const before = Array.isArray(field.overrides) ? (field.overrides as string[]) : null;
  const own = before ? { overrides: [...new Set([...before, ...overridesOf(rest, shown)])] } : {};
  fields[index] = { ...field, ...rest, ...own } as Field;
}
