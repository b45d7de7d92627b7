import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import type { TargetId } from './item.js';
import { putResource } from './put-resource.js';
import { writeZip } from './zip.js';

/** A file that is to become a resource. */
export interface ResourceFile {
  /** Path below the item's resources. */
  resource: string;
  access: string;
  path: string;
  bytes: number;
  contentType: string;
}

/** Larger ones are sent alone, from the disk; together they are held in memory. */
const LARGEST_TOGETHER = 4 * 1024 * 1024;
const MOST_BYTES = 20 * 1024 * 1024;

const REFUSALS = new Set(['ARCGIS_INPUT', 'ARCGIS_UNEXPECTED', 'ARCGIS_EXISTS']);

/** 1 January 1980, the first date that a zip archive can say. */
const STAMP = 0x00210000;

/**
 * Adds resources that an item does not have. Small ones go together as an archive that the portal unpacks, at
 * most 40 files each (portals take 50), the others one by one.
 * @param folder for temporary files
 */
export async function addResources(
  portal: WritablePortal,
  item: { id: TargetId; owner: string },
  files: readonly ResourceFile[],
  folder: string,
  options: { signal?: AbortSignal },
): Promise<void> {
  const small = files.filter(({ bytes }) => bytes <= LARGEST_TOGETHER);
  const alone = files.filter((file) => !small.includes(file));
  for (const batch of batchesOf(small)) {
    if (batch.length === 1 || !(await addTogether(portal, item, batch, folder, options)))
      alone.push(...batch);
  }
  for (const { resource, access, path, contentType } of alone) {
    const place = { ...item, resource, access, isThere: false };
    await putResource(portal, place, { path, name: posix.basename(resource), contentType }, options);
  }
}

/** At most 40 files of one access, and no more than fit. */
function batchesOf(files: readonly ResourceFile[]): ResourceFile[][] {
  const batches: ResourceFile[][] = [];
  for (const access of new Set(files.map((file) => file.access))) {
    let bytes = 0;
    let batch: ResourceFile[] = [];
    for (const file of files.filter((one) => one.access === access)) {
      if (batch.length === 40 || bytes + file.bytes > MOST_BYTES) {
        batches.push(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(file);
      bytes += file.bytes;
    }
    batches.push(batch);
  }
  return batches.filter((batch) => batch.length > 0);
}

/** False if the portal refuses the archive: one of its files may be at fault, and then the others go without it. */
async function addTogether(
  portal: WritablePortal,
  { id, owner }: { id: TargetId; owner: string },
  batch: readonly ResourceFile[],
  folder: string,
  options: { signal?: AbortSignal },
): Promise<boolean> {
  const members = await Promise.all(
    batch.map(async ({ resource, path }) => ({
      name: resource,
      content: await readFile(path),
      stamp: STAMP,
    })),
  );
  const path = join(folder, 'resources.zip');
  await writeFile(path, writeZip(members));
  const file = { path, name: 'resources.zip', contentType: 'application/zip' };
  try {
    await portal.write(
      `/content/users/${encodeURIComponent(owner)}/items/${id}/addResources`,
      { archive: true, access: batch[0]?.access ?? 'inherit' },
      { ...options, files: { file } },
    );
    return true;
  } catch (error) {
    if (error instanceof ArcGISError && REFUSALS.has(error.code)) return false;
    throw error;
  }
}
