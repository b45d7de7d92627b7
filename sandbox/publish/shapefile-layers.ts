import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Database, type QueryResult } from 'node-sqlite3-wasm';
import { PortalError } from '../http/answers.js';
import { unpackZip } from '../portal/files/unpack-zip.js';
import { spatialReferenceOf } from '../services/geometry/reproject.js';
import type { FieldType, SpatialReference } from '../services/layer-definition.js';
import { parseDate } from '../services/sql/dates.js';
import { quoted } from '../services/sql/sql-fragment.js';
import { GdalProcess } from './gdal-process.js';
import type { PublishedLayer, PublishedRow } from './published-layer.js';
import type { OgrField, OgrLayer } from './read-geodatabase.js';
import { geometryOfGeoPackage } from './wkb.js';

type Row = Record<string, number | bigint | string | Uint8Array | null>;

const OBJECT_ID = 'FID';
const WEB_MERCATOR = { wkid: 102100, latestWkid: 3857 };
const TYPES: Record<string, FieldType> = {
  Integer: 'esriFieldTypeInteger',
  Integer64: 'esriFieldTypeDouble',
  Real: 'esriFieldTypeDouble',
  Date: 'esriFieldTypeDate',
  DateTime: 'esriFieldTypeDate',
};
const SHAPES: [RegExp, string][] = [
  [/MultiPoint/, 'esriGeometryMultipoint'],
  [/Point/, 'esriGeometryPoint'],
  [/Line/, 'esriGeometryPolyline'],
  [/Polygon/, 'esriGeometryPolygon'],
];

/** The layers of a zip with shapefiles, one per file. Throws PortalError if it holds none. */
export async function shapefileLayers(
  zip: string,
  work: string,
  target: SpatialReference | null,
): Promise<{ layers: PublishedLayer[]; spatialReference: SpatialReference; rows: Database }> {
  const names = await unpack(zip, path.join(work, 'shapes'));
  const gdal = await GdalProcess.start();
  try {
    await gdal.call({ work: 'mount', folder: work, at: '/job' });
    const found: OgrLayer[] = [];
    let reference = target;
    for (const [index, name] of names.entries()) {
      const from = `/job/shapes/${name}`;
      const { layers } = await gdal.call<{ layers: OgrLayer[] }>({ work: 'info', path: from });
      const [layer] = layers;
      if (!layer) continue;
      const code = layer.geometryFields[0]?.coordinateSystem?.projjson?.id?.code;
      reference ??= code ? spatialReferenceOf(code) : WEB_MERCATOR;
      const project = ['-t_srs', `EPSG:${reference?.latestWkid ?? reference?.wkid ?? 3857}`];
      await gdal.call({
        work: 'translate',
        from,
        to: '/job/shapes.gpkg',
        args: ['-f', 'GPKG', '-lco', 'SPATIAL_INDEX=NO', ...(index > 0 ? ['-update'] : []), ...project],
        openOptions: [],
        ...(index > 0 ? { into: [] } : {}),
      });
      found.push(layer);
    }
    const rows = new Database(path.join(work, 'shapes.gpkg'), { readOnly: true });
    return {
      layers: found.map((layer, id) => layerOf(layer, id, rows)),
      spatialReference: reference ?? WEB_MERCATOR,
      rows,
    };
  } finally {
    await gdal.stop();
  }
}

/** Only the files of shapefiles, whatever folder they are in. */
async function unpack(zip: string, to: string): Promise<string[]> {
  mkdirSync(to, { recursive: true });
  const shapes: string[] = [];
  for (const [name, bytes] of await unpackZip(zip)) {
    const base = name.split('/').pop() ?? '';
    if (!/^[^\\/:]+\.(shp|shx|dbf|prj|cpg)$/i.test(base)) continue;
    writeFileSync(path.join(to, base), bytes);
    if (/\.shp$/i.test(base)) shapes.push(base);
  }
  if (shapes.length === 0) {
    throw new PortalError(400, 'Unable to publish item.', { details: ['The file holds no shapefile.'] });
  }
  return shapes.sort();
}

function layerOf(layer: OgrLayer, id: number, rows: Database): PublishedLayer {
  const type = layer.geometryFields[0]?.type ?? '';
  const geometryType = SHAPES.find(([pattern]) => pattern.test(type))?.[1];
  return {
    definition: {
      id,
      name: layer.name,
      type: geometryType ? 'Feature Layer' : 'Table',
      ...(geometryType ? { geometryType, hasZ: /Z/.test(type.replace('Polygon', '')), hasM: false } : {}),
      objectIdField: OBJECT_ID,
      fields: [{ name: OBJECT_ID, type: 'esriFieldTypeOID', alias: OBJECT_ID }, ...layer.fields.map(fieldOf)],
    },
    rows: () => rowsOf(layer, rows),
    attachments: () => [],
  };
}

function fieldOf({ name, type, width }: OgrField) {
  const kind = TYPES[type] ?? 'esriFieldTypeString';
  return {
    name,
    type: kind,
    alias: name,
    ...(kind === 'esriFieldTypeString' ? { length: width || 254 } : {}),
  };
}

function* rowsOf(layer: OgrLayer, rows: Database): Iterable<PublishedRow> {
  const dates = new Set(
    layer.fields.filter((field) => field.type.startsWith('Date')).map((field) => field.name),
  );
  const shape = rows.get('SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?', [layer.name]);
  const statement = rows.prepare(`SELECT * FROM ${quoted(layer.name)}`);
  try {
    for (const found of statement.iterate() as IterableIterator<QueryResult>) {
      const row = found as Row;
      const attributes: Record<string, unknown> = {};
      for (const { name } of layer.fields) {
        const value = row[name] ?? null;
        attributes[name] = dates.has(name) && typeof value === 'string' ? parseDate(value) : plain(value);
      }
      const blob = shape ? row[String(shape.column_name)] : null;
      const geometry = blob instanceof Uint8Array ? geometryOfGeoPackage(blob) : null;
      yield { objectId: null, attributes, geometry };
    }
  } finally {
    statement.finalize();
  }
}

function plain(value: Row[string]): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
