import type { GdalProcess } from '../publish/gdal-process.js';

/** Lets GDAL see the tables of the catalogue as well. */
export const ALL_TABLES = 'LIST_ALL_TABLES=YES';

/** Features of a query on all tables of the geodatabase. */
export async function queryGeodatabase(
  gdal: GdalProcess,
  sql: string,
  update = false,
): Promise<{ fid: number; properties: Record<string, string | null> }[]> {
  const { layers } = await gdal.call<{
    layers: { features?: { fid: number; properties: Record<string, string | null> }[] }[];
  }>({
    work: 'info',
    path: '/job/data.gdb',
    openOptions: [ALL_TABLES],
    update,
    args: ['-features', ...(update ? ['-dialect', 'SQLITE'] : []), '-sql', sql],
  });
  return layers[0]?.features ?? [];
}
