import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A feature as GDAL read it. Dates are texts. */
export interface GdalFeature {
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: unknown } | null;
}

/** What GDAL says of itself. Throws Error if it is not installed. */
export async function gdalVersion(): Promise<string> {
  try {
    const { stdout } = await execute('ogrinfo', ['--version']);
    return stdout.trim();
  } catch {
    throw new Error('ogrinfo and ogr2ogr are missing: install GDAL (apt-get install gdal-bin).');
  }
}

/** Layers of a source by name, with how many features `ogrinfo` counts in each. */
export async function countLayers(source: string, options: string[] = []): Promise<Map<string, number>> {
  const { stdout } = await execute('ogrinfo', ['-al', '-so', ...options, source], { maxBuffer: 2 ** 26 });
  const counts = new Map<string, number>();
  let layer = '';
  for (const line of stdout.split(/\r?\n/)) {
    layer = /^Layer name: (.*)$/.exec(line)?.[1] ?? layer;
    const count = /^Feature Count: (\d+)$/.exec(line)?.[1];
    if (count !== undefined) counts.set(layer, Number(count));
  }
  return counts;
}

/** All features of a layer, by way of a GeoJSON file at `to`, in the coordinates that the source has. */
export async function readFeatures(
  source: string,
  layer: string | null,
  to: string,
  options: string[] = [],
): Promise<GdalFeature[]> {
  await rm(to, { force: true });
  const format = ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=15', '-lco', 'WRITE_NAME=NO'];
  await execute('ogr2ogr', [...format, ...options, to, source, ...(layer === null ? [] : [layer])], {
    maxBuffer: 2 ** 26,
  });
  const { features } = JSON.parse(await readFile(to, 'utf8')) as { features: GdalFeature[] };
  return features;
}
