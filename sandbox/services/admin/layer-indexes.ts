import { addRowIndex, dropRowIndex } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { DefinitionError } from './definition-error.js';
import { jsonList } from './json-list.js';

type Json = Record<string, unknown>;

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

/** Drops an index. Those that every table has stay. Throws DefinitionError for one that does not exist. */
export function deleteIndex(context: ServicesContext, layer: Layer, name: string): void {
  const { definition } = layer;
  const indexes = jsonList(definition.indexes);
  const found = indexes.find((index) => String(index.name).toLowerCase() === name.toLowerCase());
  if (!found) throw new DefinitionError(`Index '${name}' does not exist.`);
  const fields = String(found.fields ?? '')
    .split(',')
    .map((field) => field.trim());
  const system = [definition.objectIdField, definition.globalIdField, 'shape'].map((one) =>
    one.toLowerCase(),
  );
  if (fields.some((field) => system.includes(field.toLowerCase())))
    throw new DefinitionError(`Index '${name}' cannot be deleted.`);
  definition.indexes = indexes.filter((index) => index !== found);
  const names = fields.map((field) => fieldName(layer, field));
  const same = (index: Json) =>
    String(index.fields).toLowerCase() === String(found.fields).toLowerCase() &&
    index.isUnique === found.isUnique;
  if (!jsonList(definition.indexes).some(same))
    dropRowIndex(context.store.database, layer, names, found.isUnique === true);
}

/** The name of a field as the layer writes it. */
export function fieldName(layer: Layer, name: string): string {
  const found = layer.definition.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new DefinitionError(`Field '${name}' does not exist.`);
  return found.name;
}
