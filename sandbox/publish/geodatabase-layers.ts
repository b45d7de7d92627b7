import type { QueryResult } from 'node-sqlite3-wasm';
import { mapCoordinates } from '../services/geometry/geometry.js';
import { reprojection } from '../services/geometry/reproject.js';
import type { FieldType, SpatialReference } from '../services/layer-definition.js';
import type { ServiceSwitches } from '../services/service-switches.js';
import { parseDate } from '../services/sql/dates.js';
import { quoted } from '../services/sql/sql-fragment.js';
import { jsonColumns, valuesOf } from '../store/json-columns.js';
import { msOfDays } from './fgdb-dates.js';
import type { DatasetItem, RelationshipItem } from './geodatabase-items.js';
import type { PublishedAttachment, PublishedLayer, PublishedRow } from './published-layer.js';
import type { OgrField, OgrLayer, ReadGeodatabase } from './read-geodatabase.js';
import { geometryOfGeoPackage } from './wkb.js';

type Json = Record<string, unknown>;
type Row = Record<string, number | bigint | string | Uint8Array | null>;

const TYPES: Record<string, FieldType> = {
  String: 'esriFieldTypeString',
  Integer: 'esriFieldTypeInteger',
  Integer64: 'esriFieldTypeBigInteger',
  Real: 'esriFieldTypeDouble',
  DateTime: 'esriFieldTypeDate',
  Date: 'esriFieldTypeDateOnly',
  Time: 'esriFieldTypeTimeOnly',
  Binary: 'esriFieldTypeBlob',
};
const SHAPES: [RegExp, string][] = [
  [/MultiPoint/, 'esriGeometryMultipoint'],
  [/Point/, 'esriGeometryPoint'],
  [/Line|Curve/, 'esriGeometryPolyline'],
  [/Polygon|Surface/, 'esriGeometryPolygon'],
];
const LONGEST_TEXT = 65_536;

type Manners = Pick<ServiceSwitches, 'publishedNames' | 'publishedOrder' | 'publishedRelationshipNames'>;

/** The layers and tables of a geodatabase: feature classes first, then tables, numbered from 0. */
export function geodatabaseLayers(
  read: ReadGeodatabase,
  target: SpatialReference | null,
  manners: Manners,
): PublishedLayer[] {
  const isTable = (layer: OgrLayer) => layer.geometryFields.length === 0;
  const attached = read.items.relationships.filter((one) => one.isAttachment);
  const own = read.layers.filter((layer) => !isAttachmentTable(layer, read));
  if (manners.publishedOrder === 'name')
    own.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const ordered = [...own.filter((layer) => !isTable(layer)), ...own.filter(isTable)];
  const ids = new Map(ordered.map((layer, id) => [layer.name, id]));
  return ordered.map((layer, id) => {
    const item = read.items.datasets.get(layer.name);
    const attachments = attached.find((one) => one.origin === layer.name);
    const table = attachments?.destination ?? `${layer.name}__ATTACH`;
    const hasAttachments = read.layers.some((one) => one.name === table);
    const definition = {
      ...definitionOf(layer, item, read),
      ...(manners.publishedNames === 'alias' && item?.alias ? { name: item.alias } : {}),
      id,
      hasAttachments,
      relationships: relationshipsOf(layer.name, read.items.relationships, ids, manners),
    };
    return {
      definition,
      rows: () => rowsOf(layer, definition.fields, read, target),
      attachments: () => (hasAttachments ? attachmentsOf(table, read) : []),
    };
  });
}

function isAttachmentTable(layer: OgrLayer, read: ReadGeodatabase): boolean {
  if (read.items.relationships.some((one) => one.isAttachment && one.destination === layer.name)) return true;
  const names = new Set(layer.fields.map((field) => field.name));
  return layer.name.endsWith('__ATTACH') && names.has('ATT_NAME') && names.has('DATA');
}

function definitionOf(layer: OgrLayer, item: DatasetItem | undefined, read: ReadGeodatabase) {
  const [geometry] = layer.geometryFields;
  const objectIdField = layer.fidColumnName || 'OBJECTID';
  const fields = [
    {
      name: objectIdField,
      type: 'esriFieldTypeOID',
      alias: item?.fields.get(objectIdField.toLowerCase())?.alias || objectIdField,
    },
    ...layer.fields.filter((field) => !isShapeMeasure(field)).map((field) => fieldOf(field, item, read)),
  ];
  const globalId = fields.find((field) => field.type === 'esriFieldTypeGlobalID');
  const [creatorField, creationDateField, editorField, editDateField] = item?.editorFields ?? [];
  const subtyped = item && item.subtypeField !== '';
  return {
    name: layer.name,
    type: geometry ? 'Feature Layer' : 'Table',
    ...(geometry
      ? {
          geometryType: shapeOf(geometry.type, item),
          hasZ: item?.hasZ ?? /Z/.test(geometry.type),
          hasM: item?.hasM ?? false,
        }
      : {}),
    fields,
    objectIdField,
    ...(globalId ? { globalIdField: globalId.name } : {}),
    ...(creatorField
      ? { editFieldsInfo: { creatorField, creationDateField, editorField, editDateField } }
      : {}),
    ...(subtyped
      ? {
          typeIdField: item.subtypeField,
          types: item.subtypes.map(({ code, name }) => ({ id: code, name, domains: {}, templates: [] })),
        }
      : {}),
  };
}

/** Length and area of the shape are no data: portals leave them out and compute their own. */
function isShapeMeasure(field: OgrField): boolean {
  return field.defaultValue?.startsWith('FILEGEODATABASE_SHAPE_') === true;
}

function shapeOf(type: string, item: DatasetItem | undefined): string {
  // GDAL, as a writer, has a name of its own for lines.
  if (item?.shapeType && item.shapeType !== 'esriGeometryLine') return item.shapeType;
  return SHAPES.find(([pattern]) => pattern.test(type))?.[1] ?? 'esriGeometryPoint';
}

function fieldOf(field: OgrField, item: DatasetItem | undefined, read: ReadGeodatabase) {
  const known = item?.fields.get(field.name.toLowerCase());
  const type = typeOf(field, known?.type, item);
  const domain = read.items.domains.get(field.domainName ?? known?.domain ?? '');
  const text = type === 'esriFieldTypeString';
  return {
    name: field.name,
    type,
    alias: field.alias || known?.alias || field.name,
    ...(text ? { length: field.width || LONGEST_TEXT } : {}),
    nullable: field.nullable !== false,
    editable: known?.editable ?? true,
    domain: domain ?? null,
    // GDAL tells the defaults of numbers only where it wrote them itself.
    defaultValue:
      defaultOf(field, type) ?? (type === 'esriFieldTypeDate' ? null : (known?.defaultValue ?? null)),
  };
}

function typeOf(field: OgrField, known: string | undefined, item: DatasetItem | undefined): FieldType {
  if (item?.globalIdField && item.globalIdField === field.name) return 'esriFieldTypeGlobalID';
  if (known && known !== 'esriFieldTypeGeometry' && known !== 'esriFieldTypeOID') return known as FieldType;
  if (field.subType === 'Int16') return 'esriFieldTypeSmallInteger';
  if (field.subType === 'Float32') return 'esriFieldTypeSingle';
  if (field.subType === 'UUID') return 'esriFieldTypeGUID';
  return TYPES[field.type] ?? 'esriFieldTypeString';
}

/** GDAL writes defaults as SQL: 'text', 5, CURRENT_TIMESTAMP, or a name of its own for the measures of a shape. */
function defaultOf(field: OgrField, type: FieldType): unknown {
  const given = field.defaultValue;
  if (given === undefined) return null;
  const text = /^'([\s\S]*)'$/.exec(given)?.[1]?.replaceAll("''", "'");
  if (text !== undefined) return type === 'esriFieldTypeDate' ? parseDate(text.replaceAll('/', '-')) : text;
  const number = Number(given);
  return given.trim() !== '' && Number.isFinite(number) ? number : null;
}

function relationshipsOf(
  layer: string,
  all: RelationshipItem[],
  ids: Map<string, number>,
  manners: Manners,
): Json[] {
  const nameOf = (one: RelationshipItem, label: string) =>
    (manners.publishedRelationshipNames === 'label' && label) || one.name;
  const simple = all.filter(
    (one) => !one.isAttachment && !one.isAttributed && ids.has(one.origin) && ids.has(one.destination),
  );
  return simple.flatMap((one, id) => {
    const common = { id, cardinality: one.cardinality, composite: one.composite };
    const sides: Json[] = [];
    if (one.origin === layer) {
      const name = nameOf(one, one.forward);
      const relatedTableId = ids.get(one.destination);
      sides.push({ ...common, name, relatedTableId, role: 'esriRelRoleOrigin', keyField: one.originKey });
    }
    if (one.destination === layer) {
      const name = nameOf(one, one.backward);
      const relatedTableId = ids.get(one.origin);
      const keyField = one.destinationKey;
      sides.push({ ...common, name, relatedTableId, role: 'esriRelRoleDestination', keyField });
    }
    return sides;
  });
}

function* rowsOf(
  layer: OgrLayer,
  fields: { name: string; type: string }[],
  read: ReadGeodatabase,
  target: SpatialReference | null,
): Iterable<PublishedRow> {
  const table = quoted(layer.name);
  const shape = read.rows.all('SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?', [
    layer.name,
  ])[0];
  const shapeColumn = shape ? String(shape.column_name) : undefined;
  const key = read.rows.all(`PRAGMA table_info(${table})`).find((column) => Number(column.pk) === 1);
  const keyColumn = key ? String(key.name) : undefined;
  const dates = new Set(layer.fields.filter((field) => field.type === 'DateTime').map((field) => field.name));
  const singles = new Set(
    fields.filter((field) => field.type === 'esriFieldTypeSingle').map((field) => field.name),
  );
  const source = read.items.datasets.get(layer.name);
  const change =
    source && !read.projected
      ? reprojection({ wkid: source.wkid, latestWkid: source.latestWkid }, target)
      : null;
  const [bytes, plain] = [
    layer.fields.filter(({ type }) => type === 'Binary'),
    layer.fields.filter(({ type }) => type !== 'Binary'),
  ];
  const others = [...bytes.map(({ name }) => name), shapeColumn, keyColumn].flatMap((name) => name ?? []);
  const columns = [
    ...(plain.length > 0 ? [jsonColumns(plain.map(({ name }) => quoted(name)))] : []),
    ...others.map(quoted),
  ];
  const kinds = plain.map(({ name }) => ({ name, isDate: dates.has(name), isSingle: singles.has(name) }));
  const statement = read.rows.prepare(`SELECT ${columns.join(', ')} FROM ${table}`);
  try {
    for (const found of statement.iterate() as IterableIterator<QueryResult>) {
      const row = found as Row;
      const attributes: Json = {};
      const values = plain.length > 0 ? valuesOf(row) : [];
      for (const [index, { name, isDate, isSingle }] of kinds.entries())
        attributes[name] = fieldValue(values[index] ?? null, isDate, isSingle);
      for (const { name } of bytes) attributes[name] = fieldValue(row[name] ?? null, false, false);
      const blob = shapeColumn === undefined ? null : row[shapeColumn];
      const geometry = blob instanceof Uint8Array ? geometryOfGeoPackage(blob) : null;
      yield {
        objectId: keyColumn === undefined ? null : Number(row[keyColumn]),
        attributes,
        geometry: geometry && change ? mapCoordinates(geometry, change) : geometry,
      };
    }
  } finally {
    statement.finalize();
  }
}

function fieldValue(value: Row[string], isDate: boolean, isSingle: boolean): unknown {
  if (value === null || value === undefined) return null;
  if (isDate) return msOfDays(Number(value));
  if (isSingle) return shortestSingle(Number(value));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'bigint' ? Number(value) : value;
}

/** The shortest number that is the same in 32 bits: 1.1 and not 1.100000023841858. */
function shortestSingle(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function* attachmentsOf(table: string, read: ReadGeodatabase): Iterable<PublishedAttachment> {
  const statement = read.rows.prepare(`SELECT * FROM ${quoted(table)}`);
  try {
    for (const found of statement.iterate() as IterableIterator<QueryResult>) {
      const row = found as Row;
      const parent = row.REL_GLOBALID ?? row.REL_OBJECTID;
      if (parent === null || parent === undefined || parent instanceof Uint8Array) continue;
      yield {
        parent: typeof parent === 'bigint' ? Number(parent) : parent,
        globalId: row.GLOBALID === null || row.GLOBALID === undefined ? null : String(row.GLOBALID),
        name: String(row.ATT_NAME ?? 'attachment'),
        contentType: String(row.CONTENT_TYPE ?? 'application/octet-stream'),
        keywords: String(row.KEYWORDS ?? ''),
        bytes: row.DATA instanceof Uint8Array ? row.DATA : new Uint8Array(),
      };
    }
  } finally {
    statement.finalize();
  }
}
