import type { PublishedRow } from '../../publish/published-layer.js';
import { jsonList } from '../admin/json-list.js';
import { failed } from '../edits/row-results.js';
import { RowWriter } from '../edits/row-writer.js';
import { ValueError } from '../field-values.js';
import { styledGuid } from '../guid.js';
import type { Field } from '../layer-definition.js';
import { visibleFieldsOf } from '../layer-fields.js';
import { viewFilter } from '../query/row-filter.js';
import { rootOf, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted, type SqlValue } from '../sql/sql-fragment.js';

export interface AppendOptions {
  /** Source field by target field, both as written; null: fields of the same name. */
  mappings: Map<string, string> | null;
  /** Only these target fields are written; empty for all. */
  fields: string[];
  upsert: boolean;
  /** Field by which rows are known; '' is the ObjectID, or the GlobalID with useGlobalIds. */
  matchingField: string;
  skipInserts: boolean;
  skipUpdates: boolean;
  updateGeometry: boolean;
  useGlobalIds: boolean;
  rollbackOnFailure: boolean;
  username: string;
}

/**
 * Adds rows to a layer, or changes those that are known already (`upsert`), all or nothing unless failing rows may be left out. The
 * fields of editor tracking keep what the source has. Returns how many rows were written. Throws ValueError.
 */
export function appendRows(
  context: ServicesContext,
  layer: Layer,
  rows: Iterable<PublishedRow>,
  options: AppendOptions,
): number {
  const { useGlobalIds, username } = options;
  const write = { username, mayPreserve: true, keepTracking: true };
  const adding = new RowWriter(context, layer, { ...write, useGlobalIds });
  const changing = new RowWriter(context, layer, { ...write, useGlobalIds: false });
  const known = options.upsert ? finder(context, layer, options) : null;
  const fields = targetFields(layer, options);
  const isPlain = options.mappings === null && options.fields.length === 0 && !options.upsert;
  // What is no field of the layer is passed over when the row is written.
  const mapped = isPlain ? (source: Record<string, unknown>) => source : mapping(fields, options.mappings);
  const { objectIdField } = layer.definition;
  return context.store.database.transaction(() => {
    let written = 0;
    for (const row of rows) {
      const attributes = mapped(row.attributes);
      try {
        const id = known?.(row, attributes);
        if (id === undefined) {
          if (options.skipInserts) continue;
          adding.add({ attributes, geometry: row.geometry });
        } else {
          if (options.skipUpdates) continue;
          const geometry = options.updateGeometry && row.geometry ? { geometry: row.geometry } : {};
          changing.update({ attributes: { ...attributes, [objectIdField]: id }, ...geometry });
        }
        written += 1;
      } catch (error) {
        const { description } = failed(error, context.kind).error ?? { description: 'The row was refused.' };
        if (options.rollbackOnFailure) throw new ValueError(description);
      }
    }
    context.store.noteEdit(rootOf(layer));
    return written;
  });
}

/** Fields that the source may fill. The ObjectID is for finding rows only. */
function targetFields(layer: Layer, { fields }: AppendOptions): Field[] {
  const wanted = new Set(fields.map((name) => name.toLowerCase()));
  const all = visibleFieldsOf(layer).map(({ field }) => field);
  const unknown = [...wanted].find((name) => !all.some((field) => field.name.toLowerCase() === name));
  if (unknown !== undefined) throw new ValueError(`Field '${unknown}' does not exist.`);
  return wanted.size === 0 ? all : all.filter((field) => wanted.has(field.name.toLowerCase()));
}

/** Gives the source's values by the target's names. All rows of a source have the same fields, so they are matched once. */
function mapping(
  fields: Field[],
  mappings: Map<string, string> | null,
): (source: Record<string, unknown>) => Record<string, unknown> {
  const targets = new Map<string, string[]>();
  for (const { name } of fields) {
    const from = (mappings ? mappings.get(name.toLowerCase()) : name)?.toLowerCase();
    if (from !== undefined) targets.set(from, [...(targets.get(from) ?? []), name]);
  }
  const known = new Map<string, string[]>();
  return (source) => {
    const result: Record<string, unknown> = {};
    for (const name in source) {
      const names = known.get(name) ?? targets.get(name.toLowerCase()) ?? [];
      known.set(name, names);
      for (const target of names) result[target] = source[name];
    }
    return result;
  };
}

type Find = (row: PublishedRow, attributes: Record<string, unknown>) => number | undefined;

/** Finds the row that a source row stands for. Throws ValueError unless the field is unique. */
function finder(context: ServicesContext, layer: Layer, options: AppendOptions): Find {
  const { definition } = layer;
  const { objectIdField, globalIdField } = definition;
  const wanted = options.matchingField || (options.useGlobalIds ? globalIdField : objectIdField);
  const found = visibleFieldsOf(layer).find(({ field }) => field.name.toLowerCase() === wanted.toLowerCase());
  if (!found) throw new ValueError(`upsertMatchingField '${wanted}' does not exist.`);
  const { field, column } = found;
  const unique = jsonList(rootOf(layer).definition.indexes).some(
    (index) => index.isUnique === true && String(index.fields).toLowerCase() === column.toLowerCase(),
  );
  if (!unique && field.name !== objectIdField && field.name !== globalIdField)
    throw new ValueError(`upsertMatchingField '${wanted}' has no unique index.`);
  const filter = viewFilter(context, layer);
  const objectId = quoted(rootOf(layer).definition.objectIdField);
  const isGuid = field.type === 'esriFieldTypeGlobalID' || field.type === 'esriFieldTypeGUID';
  const sql = `SELECT ${objectId} AS id FROM ${tableOf(layer)} WHERE ${quoted(column)} = ? AND ${filter.sql}`;
  return (row, attributes) => {
    const sent =
      field.name === objectIdField ? (attributes[field.name] ?? row.objectId) : attributes[field.name];
    const value = isGuid ? styledGuid(sent, context.guids) : (sent as SqlValue | undefined);
    if (value === null || value === undefined) return undefined;
    return context.store.database.all<{ id: number }>(sql, [value, ...filter.params])[0]?.id;
  };
}
