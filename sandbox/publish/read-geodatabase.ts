import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { PADDING } from '../export/zip-folder.js';
import { PortalError } from '../http/answers.js';
import { unpackZip } from '../portal/files/unpack-zip.js';
import { datesToDoubles, tableFile } from './fgdb-dates.js';
import { GdalProcess } from './gdal-process.js';
import { type GeodatabaseItems, geodatabaseItems } from './geodatabase-items.js';

/** A field as GDAL sees it. */
export interface OgrField {
  name: string;
  type: string;
  subType?: string;
  width?: number;
  nullable?: boolean;
  defaultValue?: string;
  domainName?: string;
  alias?: string;
}

/** A table of a geodatabase as GDAL sees it. */
export interface OgrLayer {
  name: string;
  metadata?: Record<string, Record<string, string>>;
  geometryFields: {
    name: string;
    type: string;
    coordinateSystem?: { projjson?: { id?: { code?: number } } };
  }[];
  fidColumnName: string;
  fields: OgrField[];
}

/** A geodatabase, converted to a GeoPackage beside it: dates are days since 1899-12-30 there. */
export interface ReadGeodatabase {
  items: GeodatabaseItems;
  layers: OgrLayer[];
  /** GDAL has brought the geometries to the reference that was asked for. */
  projected: boolean;
  /** Opened with the rows; the reader closes it. */
  rows: Database;
}

/**
 * Unpacks a zipped File Geodatabase into `dir` and reads it. `reference` is an EPSG code to which its geometries are brought.
 * Throws PortalError if the zip holds no geodatabase.
 */
export async function readGeodatabase(
  zip: string,
  dir: string,
  reference?: number,
): Promise<ReadGeodatabase> {
  // It takes a second to start, in which the file is unpacked.
  const starting = GdalProcess.start();
  starting.catch(() => undefined);
  try {
    const geodatabase = await unpackGeodatabase(zip, path.join(dir, 'data.gdb'));
    const gdal = await starting;
    await gdal.call({ work: 'mount', folder: dir, at: '/job' });
    const { layers } = await gdal.call<{ layers: OgrLayer[] }>({ work: 'info', path: '/job/data.gdb' });
    const plain = ['-f', 'GPKG', '-preserve_fid', '-lco', 'SPATIAL_INDEX=NO'];
    await gdal.call({
      work: 'translate',
      from: '/job/data.gdb',
      to: '/job/items.gpkg',
      args: [...plain, 'GDB_Items', 'GDB_SystemCatalog', '-lco', 'GEOMETRY_NAME=geometry_'],
      openOptions: ['LIST_ALL_TABLES=YES'],
    });
    const { items, tables } = readCatalogue(path.join(dir, 'items.gpkg'));
    for (const layer of layers) {
      const dates = layer.fields.filter((field) => field.type === 'DateTime').map((field) => field.name);
      const table = tables.get(layer.name);
      if (dates.length > 0 && table !== undefined) datesToDoubles(tableFile(geodatabase, table), dates);
    }
    const project = reference === undefined ? [] : ['-t_srs', `EPSG:${reference}`];
    await gdal.call({
      work: 'translate',
      from: '/job/data.gdb',
      to: '/job/rows.gpkg',
      args: [...plain, '-nlt', 'CONVERT_TO_LINEAR', ...project],
      openOptions: [],
    });
    const projected = reference !== undefined;
    return { items, layers, projected, rows: new Database(path.join(dir, 'rows.gpkg'), { readOnly: true }) };
  } finally {
    await starting.then(
      (gdal) => gdal.stop(),
      () => undefined,
    );
  }
}

async function unpackGeodatabase(zip: string, to: string): Promise<string> {
  const files = await unpackZip(zip, PADDING);
  const first = files.find(([name]) => /(^|\/)a00000001\.gdbtable$/i.test(name))?.[0];
  if (first === undefined) {
    throw new PortalError(400, 'Unable to publish item.', {
      details: ['The file holds no file geodatabase.'],
    });
  }
  const folder = first.slice(0, first.length - 'a00000001.gdbtable'.length);
  mkdirSync(to, { recursive: true });
  for (const [name, bytes] of files) {
    const inside = name.slice(folder.length);
    // Only the geodatabase's own files: names with a folder could lead out of it.
    if (name.startsWith(folder) && /^[\w.]+$/.test(inside)) writeFileSync(path.join(to, inside), bytes);
  }
  return to;
}

function readCatalogue(file: string): { items: GeodatabaseItems; tables: Map<string, number> } {
  const database = new Database(file, { readOnly: true });
  try {
    const definitions = database.all('SELECT Definition FROM GDB_Items WHERE Definition IS NOT NULL');
    const tables = database.all('SELECT * FROM GDB_SystemCatalog') as Record<string, unknown>[];
    return {
      items: geodatabaseItems(definitions.map((row) => String(row.Definition))),
      // The first column is the row number, which is the number of the table.
      tables: new Map(tables.map((row) => [String(row.Name), Number(Object.values(row)[0])])),
    };
  } finally {
    database.close();
  }
}
