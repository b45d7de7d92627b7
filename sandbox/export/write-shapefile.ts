import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { GdalProcess } from '../publish/gdal-process.js';
import type { ExportedTable } from './exported-table.js';
import { writeGeoJson } from './write-geojson.js';

/**
 * Writes each table as a shapefile (a table without shapes as a dBASE file) into the folder `dir`/shapes: names of ten characters,
 * days without a time, no attachments.
 */
export async function writeShapefiles(tables: ExportedTable[], dir: string): Promise<string> {
  const folder = path.join(dir, 'shapes');
  mkdirSync(folder, { recursive: true });
  const gdal = await GdalProcess.start();
  try {
    await gdal.call({ work: 'mount', folder: dir, at: '/job' });
    for (const table of tables) {
      const source = `${table.name}.geojson`;
      await writeGeoJson(table, path.join(dir, source), { days: true });
      const own = table.spatialReference;
      const { projectTo } = table;
      const reference = (code: typeof own) => `EPSG:${code?.latestWkid ?? code?.wkid ?? 3857}`;
      await gdal.call({
        work: 'translate',
        from: `/job/${source}`,
        to: `/job/shapes/${table.name}${table.isTable ? '.dbf' : '.shp'}`,
        args: [
          '-f',
          'ESRI Shapefile',
          '-lco',
          'ENCODING=UTF-8',
          ...(table.isTable
            ? ['-nlt', 'NONE']
            : ['-s_srs', reference(own), '-t_srs', reference(projectTo ?? own)]),
        ],
        openOptions: [],
      });
    }
  } finally {
    await gdal.stop();
  }
  return folder;
}
