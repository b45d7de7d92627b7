import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { PortalError } from '../http/answers.js';
import { mapCoordinates } from '../services/geometry/geometry.js';
import { reprojection, spatialReferenceOf } from '../services/geometry/reproject.js';
import type { FieldType, SpatialReference } from '../services/layer-definition.js';
import { parseDate } from '../services/sql/dates.js';
import { fieldNames, type InferredField, inferField } from './infer-field.js';
import type { PublishedLayer, PublishedRow } from './published-layer.js';

type Json = Record<string, unknown>;

const OBJECT_ID = 'OBJECTID';
const LATITUDE = /^(lat|latitude|y|lat_dd|point_y)$/i;
const LONGITUDE = /^(lon|long|longitude|lng|x|long_dd|point_x)$/i;

/** The one layer (or table, without coordinates) of a CSV file with a header line. Throws PortalError for what cannot be located. */
export function csvLayers(file: string, parameters: Json, target: SpatialReference | null): PublishedLayer[] {
  const [header = [], ...records] = readLines(file, parameters);
  const fields = fieldsOf(header, records, parameters);
  const place = placeOf(header, parameters);
  const source = spatialReferenceOf(parameters.sourceSR) ?? { wkid: 4326, latestWkid: 4326 };
  const change = reprojection(source, target);
  if (place && change === undefined) {
    throw new PortalError(400, 'Unable to publish item.', {
      details: ['sourceSR and targetSR are not supported together.'],
    });
  }
  const layerInfo = parameters.layerInfo as Json | undefined;
  return [
    {
      definition: {
        ...(layerInfo?.drawingInfo ? { drawingInfo: layerInfo.drawingInfo } : {}),
        id: 0,
        name: parameters.name,
        type: place ? 'Feature Layer' : 'Table',
        ...(place ? { geometryType: 'esriGeometryPoint' } : {}),
        objectIdField: OBJECT_ID,
        fields: [
          { name: OBJECT_ID, type: 'esriFieldTypeOID', alias: OBJECT_ID },
          ...fields.map(({ column: _, ...field }) => field),
        ],
      },
      rows: function* rows(): Iterable<PublishedRow> {
        for (const record of records) {
          const attributes = Object.fromEntries(
            fields.map((field) => [
              field.name,
              fieldValue(record[header.indexOf(field.column)] ?? '', field.type),
            ]),
          );
          const [x, y] = place
            ? [coordinate(record[place.x]), coordinate(record[place.y])]
            : [Number.NaN, Number.NaN];
          const located = Number.isFinite(x) && Number.isFinite(y);
          const point = located ? { x, y } : null;
          yield {
            objectId: null,
            attributes,
            geometry: point && change ? mapCoordinates(point, change) : point,
          };
        }
      },
      attachments: () => [],
    },
  ];
}

function readLines(file: string, parameters: Json): string[][] {
  const delimiter = typeof parameters.columnDelimiter === 'string' ? parameters.columnDelimiter : ',';
  const lines = parse(readFileSync(file), {
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
  }) as string[][];
  if (lines.length > 0) return lines;
  throw new PortalError(400, 'Unable to publish item.', { details: ['The file is empty.'] });
}

/** The fields of layerInfo where the client sent them, else what the values look like. */
function fieldsOf(header: string[], records: string[][], parameters: Json): InferredField[] {
  const names = fieldNames(header, [OBJECT_ID]);
  const sent = (parameters.layerInfo as { fields?: Json[] } | undefined)?.fields ?? [];
  const columns = header.map((column, index) => ({ column, name: names[index] ?? column, index }));
  if (sent.length === 0) {
    return columns.map(({ column, name, index }) =>
      inferField(
        column,
        name,
        records.map((record) => record[index]),
        true,
      ),
    );
  }
  return sent.flatMap((field) => {
    const same = (text: unknown) => String(text).toLowerCase();
    const found = columns.find(
      (one) =>
        same(one.column) === same(field.name) ||
        same(one.name) === same(field.name) ||
        one.column === field.alias,
    );
    if (!found || field.type === 'esriFieldTypeOID') return [];
    return [
      {
        ...field,
        column: found.column,
        name: String(field.name),
        alias: String(field.alias ?? field.name),
      } as InferredField,
    ];
  });
}

function placeOf(header: string[], parameters: Json): { x: number; y: number } | null {
  const type = parameters.locationType ?? 'coordinates';
  if (type === 'none') return null;
  if (type !== 'coordinates') {
    throw new PortalError(400, 'Unable to publish item.', {
      details: [`locationType '${String(type)}' is not supported.`],
    });
  }
  const indexOf = (name: unknown, guess: RegExp) =>
    typeof name === 'string' && name !== ''
      ? header.findIndex((column) => column.toLowerCase() === name.toLowerCase())
      : header.findIndex((column) => guess.test(column.trim()));
  const x = indexOf(parameters.longitudeFieldName, LONGITUDE);
  const y = indexOf(parameters.latitudeFieldName, LATITUDE);
  if (x >= 0 && y >= 0) return { x, y };
  if (parameters.locationType === undefined) return null;
  throw new PortalError(400, 'Unable to publish item.', {
    details: ['The latitude or longitude field was not found.'],
  });
}

function coordinate(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

function fieldValue(text: string, type: FieldType): unknown {
  if (type === 'esriFieldTypeString') return text === '' ? null : text;
  if (text.trim() === '') return null;
  return type === 'esriFieldTypeDate' ? parseDate(text) : text.trim();
}
