import type { Geometry, Position } from '../geometry/geometry.js';
import type { Field, GeometryType, SpatialReference } from '../layer-definition.js';
import { type Grid, onGrid } from '../query/quantize.js';
import type { SqlValue } from '../sql/sql-fragment.js';
import { Message } from './message.js';

/** Numbers of the enumerations in https://github.com/Esri/arcgis-pbf. */
const FIELD_TYPES = [
  'esriFieldTypeSmallInteger',
  'esriFieldTypeInteger',
  'esriFieldTypeSingle',
  'esriFieldTypeDouble',
  'esriFieldTypeString',
  'esriFieldTypeDate',
  'esriFieldTypeOID',
  'esriFieldTypeGeometry',
  'esriFieldTypeBlob',
  'esriFieldTypeRaster',
  'esriFieldTypeGUID',
  'esriFieldTypeGlobalID',
  'esriFieldTypeXML',
  'esriFieldTypeBigInteger',
  'esriFieldTypeDateOnly',
  'esriFieldTypeTimeOnly',
  'esriFieldTypeTimestampOffset',
];
const SQL_TYPES = (
  'sqlTypeBigInt sqlTypeBinary sqlTypeBit sqlTypeChar sqlTypeDate sqlTypeDecimal sqlTypeDouble sqlTypeFloat sqlTypeGeometry ' +
  'sqlTypeGUID sqlTypeInteger sqlTypeLongNVarchar sqlTypeLongVarbinary sqlTypeLongVarchar sqlTypeNChar sqlTypeNVarchar ' +
  'sqlTypeOther sqlTypeReal sqlTypeSmallInt sqlTypeSqlXml sqlTypeTime sqlTypeTimestamp sqlTypeTimestamp2 sqlTypeTinyInt ' +
  'sqlTypeVarbinary sqlTypeVarchar sqlTypeTimestampWithTimezone'
).split(' ');
const GEOMETRY_TYPES: Record<GeometryType, number> = {
  esriGeometryPoint: 0,
  esriGeometryMultipoint: 1,
  esriGeometryPolyline: 2,
  esriGeometryPolygon: 3,
};
const NO_GEOMETRY = 127;

/** The features of a query, as `f=json` would answer them. */
export interface FeatureResult {
  objectIdFieldName: string;
  globalIdFieldName: string;
  geometryType?: GeometryType;
  spatialReference?: SpatialReference | null;
  exceededTransferLimit?: boolean;
  hasZ?: boolean;
  hasM?: boolean;
  fields: Field[];
  features: { attributes: Record<string, SqlValue>; geometry?: Geometry | null }[];
}

/** A FeatureCollectionPBuffer with features. Coordinates are whole numbers of the grid, those of Z and M of a ten-thousandth. */
export function featureCollection(result: FeatureResult, grid: Grid): Buffer {
  const { fields, geometryType, spatialReference } = result;
  const message = new Message()
    .text(1, result.objectIdFieldName)
    .message(2, new Message().text(1, result.objectIdFieldName).number(2, true))
    .text(3, result.globalIdFieldName)
    .number(7, geometryType ? GEOMETRY_TYPES[geometryType] : NO_GEOMETRY);
  if (spatialReference) message.message(8, referenceMessage(spatialReference));
  message.number(9, result.exceededTransferLimit === true);
  message.number(10, result.hasZ === true).number(11, result.hasM === true);
  if (geometryType) message.message(12, transformMessage(grid));
  for (const field of fields) message.message(13, fieldMessage(field));
  for (const feature of result.features) {
    const one = new Message();
    for (const field of fields) one.message(1, valueMessage(feature.attributes[field.name] ?? null, field));
    if (geometryType && feature.geometry)
      one.message(2, geometryMessage(feature.geometry, geometryType, result, grid));
    message.message(15, one);
  }
  return collection(new Message().message(1, message));
}

/** The count of a query. */
export function countCollection(count: number): Buffer {
  return collection(new Message().message(2, new Message().number(1, count)));
}

/** The ids of a query. */
export function idsCollection(objectIdFieldName: string, ids: number[]): Buffer {
  return collection(new Message().message(3, new Message().text(1, objectIdFieldName).numbers(3, ids)));
}

function collection(result: Message): Buffer {
  return new Message().text(1, '').message(2, result).finish();
}

function referenceMessage({ wkid = 0, latestWkid = 0, wkt }: SpatialReference): Message {
  const message = new Message().number(1, wkid).number(2, latestWkid);
  return wkt ? message.text(5, wkt) : message;
}

function transformMessage({ originPosition, scale, translate }: Grid): Message {
  return new Message()
    .number(1, originPosition === 'upperLeft' ? 0 : 1)
    .message(2, new Message().double(1, scale[0]).double(2, scale[1]).double(3, THIRD).double(4, THIRD))
    .message(3, new Message().double(1, translate[0]).double(2, translate[1]).double(3, 0).double(4, 0));
}

/** Unit of Z and M. */
const THIRD = 0.0001;

function fieldMessage(field: Field): Message {
  const message = new Message()
    .text(1, field.name)
    .number(2, Math.max(0, FIELD_TYPES.indexOf(field.type)))
    .text(3, field.alias)
    .number(4, Math.max(0, SQL_TYPES.indexOf(field.sqlType ?? 'sqlTypeOther')));
  if (field.domain) message.text(5, JSON.stringify(field.domain));
  if (field.defaultValue !== null && field.defaultValue !== undefined)
    message.text(6, String(field.defaultValue));
  return message;
}

function valueMessage(value: SqlValue, field: Field): Message {
  if (value === null) return new Message().number(10, true);
  if (typeof value === 'string') return new Message().text(1, value);
  switch (field.type) {
    case 'esriFieldTypeDouble':
    case 'esriFieldTypeSingle':
      return new Message().double(3, value);
    case 'esriFieldTypeInteger':
    case 'esriFieldTypeSmallInteger':
      return new Message().signed(4, value);
    default:
      return new Message().signed(8, value);
  }
}

function geometryMessage(
  geometry: Geometry,
  geometryType: GeometryType,
  { hasZ, hasM }: FeatureResult,
  grid: Grid,
): Message {
  const message = new Message().number(1, GEOMETRY_TYPES[geometryType]);
  const extra = (hasZ ? 1 : 0) + (hasM ? 1 : 0);
  const whole = ([x, y, ...rest]: Position): number[] => [
    ...onGrid(Number(x), Number(y), grid),
    ...rest.slice(0, extra).map((value) => Math.round(Number(value ?? 0) / THIRD)),
  ];
  if (typeof geometry.x === 'number') {
    const { x, y, z, m } = geometry;
    return message.signedNumbers(
      3,
      whole([x, y ?? null, ...(hasZ ? [z ?? null] : []), ...(hasM ? [m ?? null] : [])]),
    );
  }
  const parts = geometry.paths ?? geometry.rings ?? [geometry.points ?? []];
  const coordinates = parts.flatMap((part) => {
    const positions = part.map(whole);
    return positions.flatMap((position, index) =>
      position.map((value, at) => (index === 0 ? value : value - (positions[index - 1]?.[at] ?? 0))),
    );
  });
  return message
    .numbers(
      2,
      parts.map((part) => part.length),
    )
    .signedNumbers(3, coordinates);
}
