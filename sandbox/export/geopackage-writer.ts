import { Database } from 'node-sqlite3-wasm';
import { daysOfMs } from '../publish/fgdb-dates.js';
import { envelopeOf } from '../services/geometry/geometry.js';
import { styledGuid } from '../services/guid.js';
import type { Envelope, Field, FieldType } from '../services/layer-definition.js';
import { quoted } from '../services/sql/sql-fragment.js';
import type { SqlValue } from '../store/database.js';
import type { ExportedTable } from './exported-table.js';
import { geoPackageGeometry, geoPackageType } from './write-wkb.js';

const SETUP = `
PRAGMA page_size = 65536; PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL PRIMARY KEY, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL);
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT, PRIMARY KEY (table_name, column_name));`;

/** Dates are written as doubles and become dates in the geodatabase: GDAL would round them to seconds. */
const COLUMNS: Partial<Record<FieldType, string>> = {
  esriFieldTypeInteger: 'MEDIUMINT',
  esriFieldTypeSmallInteger: 'SMALLINT',
  esriFieldTypeBigInteger: 'DOUBLE',
  esriFieldTypeDouble: 'DOUBLE',
  esriFieldTypeSingle: 'FLOAT',
  esriFieldTypeDate: 'DOUBLE',
  esriFieldTypeGUID: 'TEXT(38)',
  esriFieldTypeGlobalID: 'TEXT(38)',
  esriFieldTypeBlob: 'BLOB',
  esriFieldTypeDateOnly: 'TEXT(32)',
  esriFieldTypeTimeOnly: 'TEXT(32)',
  esriFieldTypeTimestampOffset: 'TEXT(64)',
  esriFieldTypeXML: 'TEXT',
};
const INDETERMINATE = new Set<FieldType>(['esriFieldTypeDate', 'esriFieldTypeBlob', 'esriFieldTypeGUID']);

/** Name of the geometry column of a class. */
export const SHAPE_COLUMN = 'SHAPE';

/** Writes a GeoPackage, from which GDAL makes other formats. */
export class GeoPackageWriter {
  readonly #database: Database;
  readonly #references = new Set<number>();

  constructor(file: string) {
    this.#database = new Database(file);
    this.#database.exec(SETUP);
  }

  /** Adds a class with its rows. The envelope of their shapes; null without any. */
  addTable(table: ExportedTable): Envelope | null {
    const { name, definition, fields, columns: names, isTable } = table;
    const srsId = isTable ? -1 : this.#reference(table);
    const geometryType = isTable ? undefined : definition.geometryType;
    const columns = [
      `${quoted(definition.objectIdField)} INTEGER PRIMARY KEY`,
      ...(geometryType ? [`${SHAPE_COLUMN} ${geoPackageType(geometryType)}`] : []),
      ...fields.map((field, index) => columnOf(field, names[index] ?? field.name)),
    ];
    this.#begin(name, columns, geometryType ? srsId : null);
    if (geometryType) {
      this.#database.run('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)', [
        name,
        SHAPE_COLUMN,
        geoPackageType(geometryType),
        srsId,
        definition.hasZ ? 1 : 0,
        definition.hasM ? 1 : 0,
      ]);
    }
    const { hasZ, hasM } = definition;
    let extent: Envelope | null = null;
    this.#insert(
      name,
      columns.length,
      (function* values(): Iterable<SqlValue[]> {
        for (const row of table.rows()) {
          const written: SqlValue[] = [row.objectId];
          if (geometryType) {
            const { geometry } = row;
            extent = union(extent, geometry && envelopeOf(geometry));
            written.push(geometry && geoPackageGeometry(geometry, { geometryType, hasZ, hasM }, srsId));
          }
          for (const [index, value] of row.values.entries())
            written.push(writtenValue(value, fields[index]?.type));
          yield written;
        }
      })(),
    );
    return extent;
  }

  /** Adds a table that is no layer: the attachments of one, or rows for the catalogue. `columns` are SQL. */
  addPlainTable(name: string, columns: string[], rows: Iterable<SqlValue[]>): void {
    this.#begin(name, columns, null);
    this.#insert(name, columns.length, rows);
  }

  close(): void {
    this.#database.close();
  }

  #begin(name: string, columns: string[], srsId: number | null): void {
    this.#database.exec(`CREATE TABLE ${quoted(name)} (${columns.join(', ')})`);
    this.#database.run(
      'INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)',
      [name, srsId === null ? 'attributes' : 'features', name, srsId],
    );
  }

  #insert(name: string, width: number, rows: Iterable<SqlValue[]>): void {
    const marks = Array.from({ length: width }, () => '?').join(', ');
    const statement = this.#database.prepare(`INSERT INTO ${quoted(name)} VALUES (${marks})`);
    this.#database.exec('BEGIN');
    try {
      for (const row of rows) statement.run(row);
      this.#database.exec('COMMIT');
    } finally {
      statement.finalize();
    }
  }

  /** GDAL knows the EPSG's references by number, and Esri's by theirs. */
  #reference(table: ExportedTable): number {
    const { latestWkid, wkid } = table.spatialReference ?? {};
    const code = latestWkid ?? wkid;
    if (code === undefined) return -1;
    if (this.#references.has(code)) return code;
    const organisation = code > 32_767 ? 'ESRI' : 'EPSG';
    const authority = `${organisation}:${code}`;
    this.#database.run('INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)', [
      authority,
      code,
      organisation,
      code,
      authority,
    ]);
    this.#references.add(code);
    return code;
  }
}

function columnOf(field: Field, name: string): string {
  const type = COLUMNS[field.type] ?? `TEXT(${field.length ?? 256})`;
  const required = field.nullable ? '' : ' NOT NULL';
  const { defaultValue } = field;
  if (INDETERMINATE.has(field.type) || field.type === 'esriFieldTypeGlobalID')
    return `${quoted(name)} ${type}${required}`;
  const isText = type.startsWith('TEXT');
  const literal =
    typeof defaultValue === 'number' && !isText
      ? String(defaultValue)
      : isText && (typeof defaultValue === 'string' || typeof defaultValue === 'number')
        ? `'${String(defaultValue).replaceAll("'", "''")}'`
        : null;
  return `${quoted(name)} ${type}${required}${literal === null ? '' : ` DEFAULT ${literal}`}`;
}

function writtenValue(value: SqlValue, type: FieldType | undefined): SqlValue {
  if (value === null) return null;
  if (type === 'esriFieldTypeDate') return daysOfMs(Number(value));
  if (type === 'esriFieldTypeGUID' || type === 'esriFieldTypeGlobalID') return styledGuid(value, 'braced');
  if (type === 'esriFieldTypeBlob') return Buffer.from(String(value), 'base64');
  return value;
}

function union(one: Envelope | null, other: Envelope | null): Envelope | null {
  if (!one || !other) return one ?? other;
  return {
    xmin: Math.min(one.xmin, other.xmin),
    ymin: Math.min(one.ymin, other.ymin),
    xmax: Math.max(one.xmax, other.xmax),
    ymax: Math.max(one.ymax, other.ymax),
  };
}
