import { statfs } from 'node:fs/promises';
import { ArcGISError } from '../portal/arcgis-error.js';

const MB = 1024 * 1024;

/** Bytes that are free on the disk of a folder; where the system does not tell, any number. */
export async function freeSpace(folder: string): Promise<number> {
  const found = await statfs(folder).catch(() => null);
  return found ? found.bavail * found.bsize : Number.POSITIVE_INFINITY;
}

/** Throws ARCGIS_QUOTA unless the disk of a folder has room for so many bytes. */
export async function demandFreeSpace(folder: string, bytes: number): Promise<void> {
  const free = await freeSpace(folder);
  if (free <= bytes) throw diskFull(folder, `${sizeText(bytes)} are needed, ${sizeText(free)} are free`);
}

/** The error of a file that did not fit on the disk; null for any other error. */
export function asDiskFull(error: unknown, path: string): ArcGISError | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(path, code) : null;
}

/** The error of a place on disk that has no room. */
export function diskFull(place: string, why: string): ArcGISError {
  return new ArcGISError(
    'ARCGIS_QUOTA',
    `The disk is full: ${place} could not be written (${why}). Free space, or choose a folder on another disk, then run again.`,
  );
}

/** 12.3 MB; much is in GB. */
export function sizeText(bytes: number): string {
  if (!Number.isFinite(bytes)) return 'an unknown amount';
  return bytes < 1024 * MB ? `${(bytes / MB).toFixed(1)} MB` : `${(bytes / MB / 1024).toFixed(1)} GB`;
}
