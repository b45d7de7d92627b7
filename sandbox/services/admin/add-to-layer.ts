import { addContingentValues } from '../contingent-values.js';
import { storedValue } from '../field-values.js';
import type { Field } from '../layer-definition.js';
import { addRowColumn, addRowIndex, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted } from '../sql/sql-fragment.js';
import { checkField } from './check-field.js';
import { checkLayer } from './check-layer.js';
import { DefinitionError } from './definition-error.js';
import { jsonList } from './json-list.js';
import { addIndex, fieldName } from './layer-indexes.js';
import { normaliseField } from './normalise-field.js';
import { normaliseRelationship } from './normalise-layer.js';
import { storedNames } from './stored-names.js';

type Json = Record<string, unknown>;

/** `addToDefinition` of a layer: fields, indexes, relationships, types, templates. Throws DefinitionError. */
export function addToLayer(context: ServicesContext, layer: Layer, sent: Json): void {
  const input = storedNames(sent, context.switches());
  const { definition } = layer;
  for (const given of jsonList(input.fields))
    addField(context, layer, checkField(context.profile, normaliseField(given)));
  const indexes = jsonList(input.indexes);
  definition.indexes = [...jsonList(definition.indexes), ...indexes];
  const relationships = jsonList(input.relationships).map((one, index) =>
    normaliseRelationship(one, definition.relationships.length + index),
  );
  for (const one of relationships) {
    if (definition.relationships.some((known) => known.id === one.id && known.role === one.role)) {
      throw new DefinitionError(`Relationship ${one.id} exists.`);
    }
    definition.relationships.push(one);
  }
  for (const key of ['types', 'templates', 'subtypes'] as const) {
    if (jsonList(input[key]).length > 0)
      definition[key] = [...jsonList(definition[key]), ...jsonList(input[key])];
  }
  addContingentValues(context, layer, input);
  checkLayer(definition);
  if (!layer.source) {
    for (const index of indexes) addIndex(context, layer, index);
    for (const one of relationships) {
      addRowIndex(context.store.database, layer, [fieldName(layer, one.keyField)], false);
    }
  }
  context.store.saveLayer(layer);
}

/** Adds a field to a layer with rows; views of it know the field but hide it. Throws DefinitionError. */
export function addField(context: ServicesContext, layer: Layer, field: Field): void {
  if (layer.source) throw new DefinitionError('Fields are added to the source of a view.');
  if (layer.definition.fields.some((known) => known.name.toLowerCase() === field.name.toLowerCase())) {
    throw new DefinitionError(`Field '${field.name}' exists.`);
  }
  if (field.type === 'esriFieldTypeOID')
    throw new DefinitionError('A layer has one field of type esriFieldTypeOID.');
  layer.definition.fields.push(field);
  addRowColumn(context.store.database, layer, field);
  if (field.type === 'esriFieldTypeGlobalID') {
    layer.definition.globalIdField = field.name;
    fillGlobalIds(context, layer, field.name);
  }
  const value = storedValue(field.defaultValue, field, context.guids);
  if (value !== null)
    context.store.database.run(`UPDATE ${tableOf(layer)} SET ${quoted(field.name)} = ?`, [value]);
  for (const view of context.store.viewsOf(layer)) {
    view.definition.fields.push({
      ...field,
      overrides: [],
      visible: field.type === 'esriFieldTypeGlobalID',
    });
    if (field.type === 'esriFieldTypeGlobalID') view.definition.globalIdField = field.name;
    context.store.saveLayer(view);
  }
}

function fillGlobalIds(context: ServicesContext, layer: Layer, column: string): void {
  // randomblob gives 16 bytes; their hex is cut into the groups of a GUID.
  const hex = context.guids === 'bare' ? 'lower(hex(randomblob(16)))' : 'hex(randomblob(16))';
  const [open, close] = context.guids === 'bare' ? ['', ''] : ['{', '}'];
  const table = tableOf(layer);
  const name = quoted(column);
  context.store.database.exec(`UPDATE ${table} SET ${name} = ${hex}`);
  const part = (from: number, length: number) => `substr(${name}, ${from}, ${length})`;
  const groups = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)].join(" || '-' || ");
  context.store.database.exec(`UPDATE ${table} SET ${name} = '${open}' || ${groups} || '${close}'`);
  addRowIndex(context.store.database, layer, [column], true);
}
