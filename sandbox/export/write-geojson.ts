import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toGeoJson } from '../services/geometry/geojson.js';
import type { ExportedTable } from './exported-table.js';

/** Writes a layer as GeoJSON. Its coordinates are WGS 84 if the table's are. */
export async function writeGeoJson(table: ExportedTable, to: string): Promise<void> {
  await pipeline(Readable.from(lines(table)), createWriteStream(to));
}

function* lines({ name, definition, fields, rows }: ExportedTable): Iterable<string> {
  yield `{"type":"FeatureCollection","name":${JSON.stringify(name)},"crs":{"type":"name","properties":{"name":"EPSG:4326"}},"features":[`;
  let between = '';
  for (const { objectId, values, geometry } of rows()) {
    const properties = {
      [definition.objectIdField]: objectId,
      ...Object.fromEntries(fields.map((field, index) => [field.name, values[index] ?? null])),
    };
    yield `${between}${JSON.stringify({ type: 'Feature', id: objectId, geometry: toGeoJson(geometry), properties })}`;
    between = ',\n';
  }
  yield ']}';
}
