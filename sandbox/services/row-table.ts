import type { SqlDatabase } from '../store/database.js';
import type { Field, FieldType } from './layer-definition.js';
import type { Layer } from './service.js';
import { quoted } from './sql/sql-fragment.js';

/** Columns of every row table that are no fields. No field name can contain an exclamation mark. */
export const SHAPE = '"!shape"';
const ENVELOPE = ['"!xmin"', '"!ymin"', '"!xmax"', '"!ymax"'] as const;

/** Columns that hold the geometry as JSON and its envelope, in the order in which they are written. */
export const GEOMETRY_COLUMNS = [SHAPE, ...ENVELOPE];

const NUMBERS = new Set<FieldType>([
  'esriFieldTypeInteger',
  'esriFieldTypeSmallInteger',
  'esriFieldTypeBigInteger',
  'esriFieldTypeDate',
]);
const REALS = new Set<FieldType>(['esriFieldTypeDouble', 'esriFieldTypeSingle']);

/** The layer that has the rows: the layer itself, or what a view (of a view) shows in the end. A joined view has rows of its own kind. */
export function rootOf(layer: Layer): Layer {
  let root = layer;
  while (root.source && !root.definition.join) root = root.source;
  return root;
}

/** Name of the table with the rows of a layer. */
export function tableOf(layer: Layer): string {
  return `rows_${rootOf(layer).key}`;
}

/** Makes the empty table of a layer that has rows of its own. */
export function createRowTable(database: SqlDatabase, layer: Layer): void {
  const { fields, objectIdField, globalIdField } = layer.definition;
  const table = tableOf(layer);
  const columns = fields
    .filter((field) => field.name !== objectIdField)
    .map((field) => `${quoted(field.name)} ${storageOf(field)}`);
  const geometry = [`${SHAPE} TEXT`, ...ENVELOPE.map((name) => `${name} REAL`)];
  const key = `${quoted(objectIdField)} INTEGER PRIMARY KEY AUTOINCREMENT`;
  database.exec(`CREATE TABLE ${table} (${[key, ...columns, ...geometry].join(', ')})`);
  if (globalIdField) addRowIndex(database, layer, [globalIdField], true);
}

export function dropRowTable(database: SqlDatabase, layer: Layer): void {
  database.exec(`DROP TABLE IF EXISTS ${tableOf(layer)}`);
}

export function addRowColumn(database: SqlDatabase, layer: Layer, field: Field): void {
  database.exec(`ALTER TABLE ${tableOf(layer)} ADD COLUMN ${quoted(field.name)} ${storageOf(field)}`);
}

/** Drops a column with the indexes that use it. */
export function dropRowColumn(database: SqlDatabase, layer: Layer, name: string): void {
  const table = tableOf(layer);
  for (const { name: index } of database.all<{ name: string }>(`PRAGMA index_list(${table})`)) {
    const columns = database.all<{ name: string }>(`PRAGMA index_info(${quoted(index)})`);
    if (columns.some((column) => column.name === name)) database.exec(`DROP INDEX ${quoted(index)}`);
  }
  database.exec(`ALTER TABLE ${table} DROP COLUMN ${quoted(name)}`);
}

/** Makes an index; a unique one throws when rows contradict it. Making it twice is no error. */
export function addRowIndex(database: SqlDatabase, layer: Layer, fields: string[], unique: boolean): void {
  const table = tableOf(layer);
  const name = quoted(`${table}_${unique ? 'unique' : 'plain'}_${fields.join('_')}`);
  const columns = fields.map(quoted).join(', ');
  database.exec(`CREATE ${unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${name} ON ${table} (${columns})`);
}

/** Drops an index that addRowIndex has made. */
export function dropRowIndex(database: SqlDatabase, layer: Layer, fields: string[], unique: boolean): void {
  const name = `${tableOf(layer)}_${unique ? 'unique' : 'plain'}_${fields.join('_')}`;
  database.exec(`DROP INDEX IF EXISTS ${quoted(name)}`);
}

function storageOf(field: Field): string {
  if (NUMBERS.has(field.type)) return 'INTEGER';
  return REALS.has(field.type) ? 'REAL' : 'TEXT';
}
