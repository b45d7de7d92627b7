import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PortalError } from '../http/answers.js';
import type { ServicesContext } from '../services/services-context.js';
import { type ExportedTable, type ExportParameters, exportedTables } from './exported-table.js';
import { writeCsv } from './write-csv.js';
import { writeGeodatabase } from './write-geodatabase.js';
import { writeGeoJson } from './write-geojson.js';
import { writeShapefiles } from './write-shapefile.js';
import { zipFolder } from './zip-folder.js';

/** What `export` is asked for. */
export interface ExportRequest {
  /** Item of the service. */
  itemId: string;
  /** One of EXPORT_FORMATS. */
  format: string;
  parameters: ExportParameters;
  username: string;
  /** Where the file is written to. */
  to: string;
}

const WGS84 = { wkid: 4326, latestWkid: 4326 };

/** The formats that the sandbox writes, which are item types too, with the ending of their files. */
export const EXPORT_FORMATS: Record<string, string> = {
  'File Geodatabase': 'zip',
  Shapefile: 'zip',
  CSV: 'csv',
  GeoJson: 'geojson',
};

/**
 * Writes the layers of a service into one file. `dir` is for temporary files. Throws PortalError for a service that does not exist,
 * wrong clauses, and several layers where the format takes one.
 */
export async function exportService(
  context: ServicesContext,
  request: ExportRequest,
  dir: string,
): Promise<void> {
  const { itemId, format, username, to } = request;
  const service = context.store.ofItem(itemId);
  if (!service) throw new PortalError(400, 'Service does not exist.');
  const parameters = format === 'GeoJson' ? { ...request.parameters, targetSR: WGS84 } : request.parameters;
  const tables = exportedTables(context, service, parameters, username);
  if (format === 'GeoJson') return writeGeoJson(onlyOne(tables), to);
  if (format === 'CSV' && tables.length === 1) return writeCsv(onlyOne(tables), to);
  const work = path.join(dir, randomUUID());
  mkdirSync(work, { recursive: true });
  try {
    const [folder, inside] = await writeFolder(format, tables, work);
    const padding = format === 'File Geodatabase' ? context.switches().exportPadding : 0;
    await zipFolder(folder, inside, to, padding);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The folder to be zipped, and where its files are in the zip. Several layers as CSV are a zip of such files. */
async function writeFolder(format: string, tables: ExportedTable[], work: string): Promise<[string, string]> {
  if (format === 'Shapefile') return [await writeShapefiles(tables, work), ''];
  if (format === 'CSV') {
    const folder = path.join(work, 'csv');
    mkdirSync(folder);
    for (const table of tables) writeCsv(onlyOne([table]), path.join(folder, `${table.name}.csv`));
    return [folder, ''];
  }
  return [await writeGeodatabase(tables, work), `${randomUUID().replaceAll('-', '')}.gdb/`];
}

function onlyOne(tables: ExportedTable[]): ExportedTable {
  const [only] = tables;
  if (only && tables.length === 1 && !only.projectTo) return only;
  throw new PortalError(400, 'Unable to export item.', {
    details: ['This portal writes one layer in Web Mercator or WGS 84 to a file of this format.'],
  });
}
