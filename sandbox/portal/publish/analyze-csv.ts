import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { PortalError } from '../../http/answers.js';
import { csvLayers } from '../../publish/csv-layers.js';

type Json = Record<string, unknown>;

const DELIMITERS = [',', ';', '\t', '|'];
const LATITUDE = /^(lat|latitude|y|lat_dd|point_y)$/i;
const LONGITUDE = /^(lon|long|longitude|lng|x|long_dd|point_x)$/i;
/** Records of the answer. */
const SHOWN = 10;

/**
 * What `publish` needs to be told of a CSV file: where the places are, how columns are separated, and the layer that it would
 * become.
 * https://developers.arcgis.com/rest/users-groups-and-items/analyze/
 */
export function analyzeCsv(file: string, name: string, asked: Json): Json {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const [first = ''] = text.split(/\r?\n/, 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  const columnDelimiter = DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best), ',');
  const [header = [], ...records] = parse(text, {
    delimiter: columnDelimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    to: SHOWN + 1,
  }) as string[][];
  if (header.length === 0) {
    throw new PortalError(400, 'Unable to analyze the file.', { details: ['The file is empty.'] });
  }
  const column = (pattern: RegExp) => header.find((one) => pattern.test(one.trim()));
  const latitude = column(LATITUDE);
  const longitude = column(LONGITUDE);
  const located = latitude !== undefined && longitude !== undefined;
  const publishParameters: Json = {
    type: 'csv',
    name,
    sourceUrl: asked.sourceUrl ?? '',
    locationType: located ? 'coordinates' : 'none',
    maxRecordCount: 1000,
    ...(located
      ? {
          latitudeFieldName: latitude,
          longitudeFieldName: longitude,
          coordinateFieldType: 'LatitudeAndLongitude',
        }
      : {}),
    columnNames: null,
    columnDelimiter,
    qualifier: '"',
    dateFieldsTimeReference: { timeZone: 'UTC' },
    standardizedFieldNames: {},
    sourceSR: { wkid: 4326, latestWkid: 4326 },
    targetSR: { wkid: 102100, latestWkid: 3857 },
  };
  return {
    fileUrl: asked.sourceUrl ?? null,
    publishParameters: { ...publishParameters, layerInfo: layerInfo(file, publishParameters) },
    records,
  };
}

function layerInfo(file: string, parameters: Json): Json {
  const [layer] = csvLayers(file, parameters, null);
  return {
    currentVersion: 11.2,
    id: 0,
    hasAttachments: false,
    supportsStatistics: true,
    capabilities: 'Query',
    displayField: '',
    ...layer?.definition,
  };
}
