import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toGeoJson } from '../services/geometry/geojson.js';
import type { SqlValue } from '../store/database.js';
import type { ExportedTable } from './exported-table.js';

/** Writes a layer as GeoJSON. Its coordinates are WGS 84 if the table's are. `days` writes dates as days in place of epoch ms. */
export async function writeGeoJson(
  table: ExportedTable,
  to: string,
  { days = false }: { days?: boolean } = {},
): Promise<void> {
  await pipeline(Readable.from(lines(table, days)), createWriteStream(to));
}

function* lines({ name, definition, fields, rows }: ExportedTable, days: boolean): Iterable<string> {
  const written = (value: SqlValue, type: string | undefined) =>
    days && type === 'esriFieldTypeDate' && value !== null
      ? new Date(Number(value)).toISOString().slice(0, 10).replaceAll('-', '/')
      : value;
  yield `{"type":"FeatureCollection","name":${JSON.stringify(name)},"crs":{"type":"name","properties":{"name":"EPSG:4326"}},"features":[`;
  let between = '';
  for (const { objectId, values, geometry } of rows()) {
    const properties = {
      [definition.objectIdField]: objectId,
      ...Object.fromEntries(
        fields.map((field, index) => [field.name, written(values[index] ?? null, field.type)]),
      ),
    };
    yield `${between}${JSON.stringify({ type: 'Feature', id: objectId, geometry: toGeoJson(geometry), properties })}`;
    between = ',\n';
  }
  yield ']}';
}
