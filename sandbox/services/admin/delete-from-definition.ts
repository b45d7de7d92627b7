import { deleteContingentValues } from '../contingent-values.js';
import { trackingOf } from '../layer-features.js';
import { dropRowColumn } from '../row-table.js';
import type { Layer, Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { checkLayer } from './check-layer.js';
import { DefinitionError } from './definition-error.js';
import { jsonList } from './json-list.js';
import { deleteIndex } from './layer-indexes.js';

type Json = Record<string, unknown>;

/** `deleteFromDefinition` of a service: layers and tables with their rows. Throws DefinitionError. */
export function deleteLayers(context: ServicesContext, service: Service, sent: Json): void {
  for (const entry of [...jsonList(sent.layers), ...jsonList(sent.tables)]) {
    const layer = service.layers.find((one) => one.definition.id === Number(entry.id));
    if (!layer) throw new DefinitionError(`Layer ${String(entry.id)} does not exist.`);
    if (context.store.viewsOf(layer).length > 0)
      throw new DefinitionError(`Views depend on layer ${layer.definition.id}.`);
    context.store.removeLayer(layer);
    for (const other of service.layers) {
      const remaining = other.definition.relationships.filter(
        (one) => one.relatedTableId !== layer.definition.id,
      );
      if (remaining.length === other.definition.relationships.length) continue;
      other.definition.relationships = remaining;
      context.store.saveLayer(other);
    }
  }
}

/** `deleteFromDefinition` of a layer: fields, relationships and indexes. Throws DefinitionError. */
export function deleteFromLayer(context: ServicesContext, layer: Layer, sent: Json): void {
  const { definition } = layer;
  for (const { name } of jsonList(sent.fields)) deleteField(context, layer, String(name));
  for (const { id } of jsonList(sent.relationships)) {
    definition.relationships = definition.relationships.filter((one) => one.id !== Number(id));
    for (const other of layer.service.layers) {
      other.definition.relationships = other.definition.relationships.filter(
        (one) => one.id !== Number(id) || one.relatedTableId !== definition.id,
      );
      context.store.saveLayer(other);
    }
  }
  for (const { name } of jsonList(sent.indexes)) deleteIndex(context, layer, String(name));
  for (const key of ['types', 'templates', 'subtypes'] as const) {
    const gone = new Set(jsonList(sent[key]).map(keyOf));
    if (gone.size > 0) definition[key] = jsonList(definition[key]).filter((one) => !gone.has(keyOf(one)));
  }
  deleteContingentValues(layer, sent);
  checkLayer(definition);
  context.store.saveLayer(layer);
}

/** A joined view has the field in its query. */
function joinUses(context: ServicesContext, layer: Layer, name: string): boolean {
  const mentions = JSON.stringify(name).toLowerCase();
  return context.store
    .viewsOf(layer)
    .some(
      ({ definition }) =>
        definition.join && JSON.stringify(definition.join.table).toLowerCase().includes(mentions),
    );
}

/** Types have an id, subtypes a code, templates a name. */
function keyOf(one: Json): unknown {
  return one.id ?? one.code ?? one.name;
}

function deleteField(context: ServicesContext, layer: Layer, name: string): void {
  const { definition } = layer;
  const field = definition.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!field || layer.source) throw new DefinitionError(`Field '${name}' cannot be deleted.`);
  const system = [definition.objectIdField, definition.globalIdField];
  const tracked = trackingOf(layer.service) ? Object.values(definition.editFieldsInfo ?? {}) : [];
  const keys = definition.relationships.map((one) => one.keyField);
  if (joinUses(context, layer, field.name))
    throw new DefinitionError(`Field '${name}' is used by a joined view.`);
  if ([...system, ...tracked, ...keys].some((used) => used === field.name)) {
    throw new DefinitionError(`Field '${name}' is in use.`);
  }
  definition.fields = definition.fields.filter((one) => one !== field);
  definition.indexes = jsonList(definition.indexes).filter(
    (index) => !String(index.fields).toLowerCase().split(',').includes(field.name.toLowerCase()),
  );
  if (definition.displayField === field.name) definition.displayField = definition.objectIdField;
  if (Object.values(definition.editFieldsInfo ?? {}).includes(field.name)) definition.editFieldsInfo = null;
  dropRowColumn(context.store.database, layer, field.name);
  for (const view of context.store.viewsOf(layer)) {
    view.definition.fields = view.definition.fields.filter((one) => (one.source ?? one.name) !== field.name);
    if (view.definition.displayField === field.name) view.definition.displayField = definition.objectIdField;
    context.store.saveLayer(view);
  }
}
