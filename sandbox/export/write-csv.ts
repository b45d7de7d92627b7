import { writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { Field } from '../services/layer-definition.js';
import type { SqlValue } from '../store/database.js';
import type { ExportedTable } from './exported-table.js';

/** Writes a table as CSV with a header of aliases; points have their coordinates in x and y, other shapes are left out. */
export function writeCsv(table: ExportedTable, to: string): void {
  const { fields, definition, isTable } = table;
  const located = !isTable && definition.geometryType === 'esriGeometryPoint';
  const header = [
    definition.objectIdField,
    ...fields.map((field) => field.alias),
    ...(located ? ['x', 'y'] : []),
  ];
  const lines: unknown[][] = [header];
  for (const { objectId, values, geometry } of table.rows()) {
    const written = values.map((value, index) => text(value, fields[index]));
    lines.push([objectId, ...written, ...(located ? [geometry?.x ?? '', geometry?.y ?? ''] : [])]);
  }
  writeFileSync(to, stringify(lines, { bom: true, record_delimiter: 'windows' }));
}

/** Dates as Americans write them, in UTC: that is what portals do. */
function text(value: SqlValue, field: Field | undefined): unknown {
  if (value === null || field?.type !== 'esriFieldTypeDate') return value;
  return new Date(Number(value))
    .toLocaleString('en-US', { timeZone: 'UTC' })
    .replace(/[,\u202f]/g, (sign) => (sign === ',' ? '' : ' '));
}
