import { attachmentsOfRows } from '../services/attachments/attachments.js';
import type { Geometry } from '../services/geometry/geometry.js';
import { mapCoordinates } from '../services/geometry/geometry.js';
import { reprojection } from '../services/geometry/reproject.js';
import type { Field, LayerDefinition, SpatialReference } from '../services/layer-definition.js';
import { columnOf, visibleFieldsOf } from '../services/layer-fields.js';
import { allOf } from '../services/query/all-of.js';
import { viewFilter, whereFilter } from '../services/query/row-filter.js';
import { SHAPE, tableOf } from '../services/row-table.js';
import type { Layer, Service } from '../services/service.js';
import type { ServicesContext } from '../services/services-context.js';
import { isMeasure } from '../services/shape-measures.js';
import { quoted } from '../services/sql/sql-fragment.js';
import type { SqlValue } from '../store/database.js';
import { jsonColumns, valuesOf } from '../store/json-columns.js';
import { className } from './class-name.js';
import { writableNames } from './column-names.js';

interface ExportedRow {
  objectId: number;
  /** In the order of the table's fields. */
  values: SqlValue[];
  geometry: Geometry | null;
}

interface ExportedAttachment {
  objectId: number;
  /** GlobalID of its row, '' if the table has none. */
  parent: string;
  globalId: string;
  name: string;
  contentType: string;
  keywords: string;
  bytes: number;
  file: string;
}

/** A layer or table on its way into a file. */
export interface ExportedTable {
  layer: Layer;
  definition: LayerDefinition;
  /** Unique in the file, whatever the case. */
  name: string;
  /** What is written of the fields: no ObjectID, nothing that the server computes, nothing that a view hides. */
  fields: Field[];
  /** The names under which GDAL can write these fields. */
  columns: string[];
  isTable: boolean;
  /** Of the rows as they are written. */
  spatialReference: SpatialReference | null;
  /** Where the rows shall be brought to by whoever writes them; null where that is done or nothing has to be. */
  projectTo: SpatialReference | null;
  rows(): Iterable<ExportedRow>;
  attachments(): Iterable<ExportedAttachment>;
}

/** The `exportParameters` of an export. */
export interface ExportParameters {
  layers?: { id: number; where?: string; includeGeometry?: boolean }[];
  targetSR?: SpatialReference | null;
}

/** The tables that an export writes, layers first. Throws what a portal says to a wrong clause. */
export function exportedTables(
  context: ServicesContext,
  service: Service,
  parameters: ExportParameters,
  username: string,
): ExportedTable[] {
  const chosen: NonNullable<ExportParameters['layers']> =
    parameters.layers ?? service.layers.map((layer) => ({ id: layer.definition.id }));
  const byKind = [...service.layers].sort(
    (a, b) =>
      Number(a.definition.type === 'Table') - Number(b.definition.type === 'Table') ||
      a.definition.id - b.definition.id,
  );
  const taken = new Set<string>();
  const naming = context.switches().classNames;
  return byKind.flatMap((layer) => {
    const choice = chosen.find((one) => Number(one.id) === layer.definition.id);
    if (!choice) return [];
    const name = className(layer.definition.name, taken, naming);
    return [exportedTable(context, layer, name, choice, parameters.targetSR ?? null, username)];
  });
}

function exportedTable(
  context: ServicesContext,
  layer: Layer,
  name: string,
  choice: { where?: string; includeGeometry?: boolean },
  targetSR: SpatialReference | null,
  username: string,
): ExportedTable {
  const { definition } = layer;
  const { objectIdField, globalIdField, spatialReference } = definition;
  const isTable = definition.type === 'Table' || choice.includeGeometry === false;
  const fields = visibleFieldsOf(layer).filter(
    ({ field }) => field.name !== objectIdField && !isMeasure(field.name),
  );
  const filters = [viewFilter(context, layer)];
  if (choice.where) filters.push(whereFilter(context, layer, choice.where, username));
  const filter = allOf(filters);
  const change = isTable ? null : reprojection(spatialReference, targetSR);
  const { database } = context.store;
  const key = quoted(columnOf(layer, objectIdField));
  const columns = fields.map(({ column }) => quoted(column));
  const from = `FROM ${tableOf(layer)} WHERE ${filter.sql} ORDER BY ${key}`;
  return {
    layer,
    definition,
    name,
    fields: fields.map(({ field }) => field),
    columns: writableNames(fields.map(({ field }) => field.name)),
    isTable,
    spatialReference: isTable ? null : change ? targetSR : spatialReference,
    projectTo: change === undefined ? targetSR : null,
    *rows() {
      const selected = [key, ...columns, ...(isTable ? [] : [SHAPE])];
      const sql = `SELECT ${jsonColumns(selected)} ${from}`;
      for (const row of database.each<Record<string, string>>(sql, filter.params)) {
        const [objectId, ...values] = valuesOf(row);
        const shape = isTable ? null : values.pop();
        const geometry = typeof shape === 'string' ? (JSON.parse(shape) as Geometry) : null;
        yield {
          objectId: Number(objectId),
          values,
          geometry: geometry && change ? mapCoordinates(geometry, change) : geometry,
        };
      }
    },
    *attachments() {
      if (!definition.hasAttachments) return;
      const parent = globalIdField === '' ? "''" : quoted(columnOf(layer, globalIdField));
      const rows = database.all<{ id: number; parent: string }>(
        `SELECT ${key} AS id, ${parent} AS parent ${from}`,
        filter.params,
      );
      const parents = new Map(rows.map((row) => [row.id, row.parent]));
      for (const one of attachmentsOfRows(context, layer, [...parents.keys()])) {
        yield {
          objectId: one.parent,
          parent: parents.get(one.parent) ?? '',
          globalId: one.global_id,
          name: one.name,
          contentType: one.content_type,
          keywords: one.keywords,
          bytes: one.size,
          file: context.files.path(one.file),
        };
      }
    },
  };
}
