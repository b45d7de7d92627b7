import type { Caller } from '../../http/call.js';
import { followChanges } from '../changes/change-log.js';
import { addRowIndex } from '../row-table.js';
import type { Layer, Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { addToLayer } from './add-to-layer.js';
import { addViewLayer } from './add-view-layer.js';
import { checkLayer } from './check-layer.js';
import { DefinitionError } from './definition-error.js';
import { jsonList } from './json-list.js';
import { addIndex, fieldName } from './layer-indexes.js';
import { normaliseLayer } from './normalise-layer.js';

type Json = Record<string, unknown>;

interface Added {
  id: number;
  name: string;
}

/**
 * `addToDefinition` of a service: new layers and tables, or additions to layers that exist (an entry with the id of a layer and
 * without fields). All or nothing inside the caller's transaction. `caller` is who asks, undefined for the portal itself. Throws DefinitionError.
 */
export function addLayers(
  context: ServicesContext,
  service: Service,
  sent: Json,
  caller?: Caller | null,
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
      ? addViewLayer(context, service, entry, id, caller)
      : addPlainLayer(context, service, withRelatedIds(entry, ids), id, isTable);
    const shown = { name: layer.definition.name, id: layer.definition.id };
    added[layer.definition.type === 'Table' ? 'tables' : 'layers'].push(shown);
  }
  if (service.isView) inheritRelationships(context, service);
  checkRelationships(service);
  followChanges(context.store.database, service);
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
