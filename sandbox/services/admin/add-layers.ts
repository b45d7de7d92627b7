import type { Field, LayerDefinition, Relationship, ViewSource } from '../layer-definition.js';
import { fieldsOf, overridesOf } from '../layer-fields.js';
import { addRowIndex } from '../row-table.js';
import type { Layer, Service } from '../service-store.js';
import type { ServicesContext } from '../services-context.js';
import { addToLayer } from './add-to-layer.js';
import { checkLayer } from './check-layer.js';
import { checkViewFilter } from './check-view-filter.js';
import { DefinitionError } from './definition-error.js';
import { jsonList } from './json-list.js';
import { normaliseLayer } from './normalise-layer.js';

type Json = Record<string, unknown>;

interface Added {
  id: number;
  name: string;
}

/**
 * `addToDefinition` of a service: new layers and tables, or additions to layers that exist (an entry with the id of a layer and
 * without fields). All or nothing inside the caller's transaction. Throws DefinitionError.
 */
export function addLayers(
  context: ServicesContext,
  service: Service,
  sent: Json,
): { layers: Added[]; tables: Added[] } {
  const entries = [
    ...jsonList(sent.layers).map((entry) => ({ entry, isTable: entry.type === 'Table' })),
    ...jsonList(sent.tables).map((entry) => ({ entry, isTable: true })),
  ];
  const ids = newIds(
    service,
    entries.map(({ entry }) => entry),
  );
  const added = { layers: [] as Added[], tables: [] as Added[] };
  for (const { entry, isTable } of entries) {
    const existing = additionTo(service, entry);
    if (existing) {
      addToLayer(context, existing, entry);
      continue;
    }
    const id = ids.get(entry) ?? 0;
    const layer = service.isView
      ? addViewLayer(context, service, entry, id)
      : addPlainLayer(context, service, withRelatedIds(entry, ids), id, isTable);
    const shown = { name: layer.definition.name, id: layer.definition.id };
    added[layer.definition.type === 'Table' ? 'tables' : 'layers'].push(shown);
  }
  if (service.isView) inheritRelationships(context, service);
  checkRelationships(service);
  return added;
}

/** Each relationship needs both of its sides. Throws DefinitionError. */
export function checkRelationships(service: Service): void {
  for (const { definition } of service.layers) {
    for (const one of definition.relationships) {
      const related = service.layers.find((layer) => layer.definition.id === one.relatedTableId);
      const other = related?.definition.relationships.find(
        (back) =>
          back.relatedTableId === definition.id &&
          back.role !== one.role &&
          (back.id === one.id || back.name === one.name),
      );
      if (!other) {
        throw new DefinitionError(
          `Invalid relationship '${one.name}' of '${definition.name}': the related table ${one.relatedTableId} has no other side of it.`,
        );
      }
    }
  }
}

function additionTo(service: Service, entry: Json): Layer | undefined {
  if (entry.id === undefined || entry.fields !== undefined || entry.adminLayerInfo !== undefined)
    return undefined;
  return service.layers.find((layer) => layer.definition.id === Number(entry.id));
}

/** The ids of new layers: as sent where the service preserves ids, else the next free ones in their order. */
function newIds(service: Service, entries: Json[]): Map<Json, number> {
  const taken = new Set(service.layers.map((layer) => layer.definition.id));
  const preserve = service.definition.preserveLayerIds === true;
  const ids = new Map<Json, number>();
  let next = Math.max(-1, ...taken) + 1;
  for (const entry of entries) {
    if (additionTo(service, entry)) continue;
    const wanted = Number(entry.id);
    if (preserve && Number.isInteger(wanted) && wanted >= 0) {
      if (taken.has(wanted)) throw new DefinitionError(`Layer id ${wanted} is taken.`);
      taken.add(wanted);
      ids.set(entry, wanted);
      continue;
    }
    while (taken.has(next)) next += 1;
    taken.add(next);
    ids.set(entry, next);
  }
  return ids;
}

/** Relationships name layers by the ids that were sent; those may have become others. */
function withRelatedIds(entry: Json, ids: Map<Json, number>): Json {
  if (!Array.isArray(entry.relationships)) return entry;
  const byOldId = new Map([...ids].map(([other, id]) => [Number(other.id), id]));
  return {
    ...entry,
    relationships: (entry.relationships as Json[]).map((one) => ({
      ...one,
      relatedTableId: byOldId.get(Number(one.relatedTableId)) ?? one.relatedTableId,
    })),
  };
}

function addPlainLayer(
  context: ServicesContext,
  service: Service,
  entry: Json,
  id: number,
  isTable: boolean,
): Layer {
  const definition = normaliseLayer(context, service, entry, id, isTable);
  checkLayer(definition);
  const layer = context.store.addLayer(service, definition, null);
  for (const index of jsonList(definition.indexes)) addIndex(context, layer, index);
  for (const one of definition.relationships)
    addRowIndex(context.store.database, layer, [fieldName(layer, one.keyField)], false);
  return layer;
}

/** Makes an index that a definition asks for, except those that every table has. */
export function addIndex(context: ServicesContext, layer: Layer, index: Json): void {
  const names = String(index.fields ?? '')
    .split(',')
    .map((name) => name.trim());
  const system = [layer.definition.objectIdField, layer.definition.globalIdField, 'shape'].map((name) =>
    name.toLowerCase(),
  );
  if (names.some((name) => system.includes(name.toLowerCase()))) return;
  const fields = names.map((name) => fieldName(layer, name));
  addRowIndex(context.store.database, layer, fields, index.isUnique === true);
}

/** The name of a field as the layer writes it. */
export function fieldName(layer: Layer, name: string): string {
  const found = layer.definition.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new DefinitionError(`Field '${name}' does not exist.`);
  return found.name;
}

function addViewLayer(context: ServicesContext, service: Service, entry: Json, id: number): Layer {
  const view = viewSourceOf(entry);
  const source = context.store
    .find(service.folder, view.sourceServiceName, 'FeatureServer')
    ?.layers.find((layer) => layer.definition.id === Number(view.sourceLayerId));
  if (!source) {
    throw new DefinitionError(
      `Layer ${view.sourceLayerId} of service '${view.sourceServiceName}' was not found.`,
    );
  }
  const overrides = new Map(jsonList(entry.fields).map((field) => [String(field.name).toLowerCase(), field]));
  const { fields: _fields, relationships: _r, adminLayerInfo: _a, ...properties } = entry;
  const base = source.definition;
  const definition: LayerDefinition = {
    ...base,
    ...normaliseProperties(properties, base),
    id,
    type: base.type,
    name: typeof entry.name === 'string' && entry.name !== '' ? entry.name : base.name,
    fields: viewFields(
      fieldsOf(source).map(({ field }) => field),
      view,
      overrides,
    ),
    relationships: jsonList(entry.relationships) as unknown as Relationship[],
    viewDefinitionQuery: String(properties.viewDefinitionQuery ?? view.filter ?? ''),
  };
  checkLayer(definition);
  const layer = context.store.addLayer(service, definition, source);
  checkViewFilter(context, layer);
  return layer;
}

/** Properties of a view's layer that it has for itself; what the rows are is the source's business. */
function normaliseProperties(properties: Json, base: LayerDefinition): Partial<LayerDefinition> {
  const own = [
    'displayField',
    'description',
    'copyrightText',
    'drawingInfo',
    'templates',
    'types',
    'typeIdField',
    'minScale',
    'maxScale',
    'defaultVisibility',
    'hasAttachments',
    'timeInfo',
    'viewDefinitionQuery',
    'attachmentProperties',
  ];
  const kept = Object.entries(properties).filter(([key, value]) => own.includes(key) && value !== undefined);
  return {
    ...Object.fromEntries(kept),
    hasAttachments: base.hasAttachments && properties.hasAttachments !== false,
  };
}

function viewSourceOf(entry: Json): ViewSource & { filter?: string } {
  const info = (entry.adminLayerInfo as Json | undefined)?.viewLayerDefinition as Json | undefined;
  const table = (info?.table as Json | undefined) ?? info;
  if (typeof table?.sourceServiceName !== 'string') {
    throw new DefinitionError(
      'A layer of a view needs adminLayerInfo.viewLayerDefinition.sourceServiceName.',
    );
  }
  if (jsonList(table.relatedTables).length > 0) throw new DefinitionError('Joined views are not supported.');
  return { ...table, filter: info?.filter } as unknown as ViewSource & { filter?: string };
}

function viewFields(fields: Field[], view: ViewSource, overrides: Map<string, Json>): Field[] {
  const chosen = Array.isArray(view.sourceLayerFields)
    ? new Map(view.sourceLayerFields.map((one) => [(one.source ?? one.name).toLowerCase(), one]))
    : null;
  return fields.map((field) => {
    const choice = chosen?.get(field.name.toLowerCase());
    const name = choice?.name ?? field.name;
    const override = overrides.get(name.toLowerCase());
    const system = field.type === 'esriFieldTypeOID' || field.type === 'esriFieldTypeGlobalID';
    const listed =
      (chosen === null || choice !== undefined) && (overrides.size === 0 || override !== undefined);
    return {
      ...field,
      ...override,
      overrides: overridesOf(override ?? {}, field),
      name,
      type: field.type,
      ...(name === field.name ? {} : { source: field.name }),
      visible: system || (listed && override?.visible !== false),
    };
  });
}

/** A view that shows both sides of a relationship has it as well. */
function inheritRelationships(context: ServicesContext, service: Service): void {
  for (const layer of service.layers) {
    for (const one of layer.source?.definition.relationships ?? []) {
      const related = service.layers.find(
        (other) =>
          other.source?.service === layer.source?.service &&
          other.source?.definition.id === one.relatedTableId,
      );
      if (!related || layer.definition.relationships.some((own) => own.id === one.id)) continue;
      layer.definition.relationships.push({ ...one, relatedTableId: related.definition.id });
      context.store.saveLayer(layer);
    }
  }
}
