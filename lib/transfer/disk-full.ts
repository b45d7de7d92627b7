import { statfs } from 'node:fs/promises';
import { ArcGISError } from '../portal/arcgis-error.js';

const MB = 1024 * 1024;

/** Throws ARCGIS_QUOTA unless the disk of a folder has room for so many bytes. Where the system does not tell, there is. */
export async function demandFreeSpace(folder: string, bytes: number): Promise<void> {
  const found = await statfs(folder).catch(() => null);
  if (!found || found.bavail * found.bsize > bytes) return;
  throw diskFull(folder, `${megabytes(bytes)} are needed, ${megabytes(found.bavail * found.bsize)} are free`);
}

/** The error of a file that did not fit on the disk; null for any other error. */
export function asDiskFull(error: unknown, path: string): ArcGISError | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(path, code) : null;
}

function diskFull(place: string, why: string): ArcGISError {
  return new ArcGISError(
    'ARCGIS_QUOTA',
    `The disk is full: ${place} could not be written (${why}). Free space, or choose a folder on another disk, then run again.`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}
