import { randomBytes } from 'node:crypto';
import type { TargetId } from '../../items/item.js';
import { addItem } from '../../items/write-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import { TEMPORARY_TAG } from '../../portal/temporary-mark.js';
import { addOnce } from '../../transfer/add-once.js';
import { findAdded } from '../../transfer/find-added.js';
import { uploadInParts } from '../../transfer/upload-in-parts.js';
import type { CopyJob } from '../copy-job.js';
import type { LayerGeodatabase } from '../copy-settings.js';

/** Larger files go in parts. */
const ONE_PIECE = 10 * 1024 * 1024;
const NAMES_TRIED = 3;

/** Where the file goes, and as what. */
export interface UploadPlace {
  owner: string;
  folderId: string | null;
  title: string;
  /** The file is named after it, with an ending that nobody else has: file names are unique among all items of an owner. */
  name: string;
}

/** Uploads an exported file as an item of its own, marked as temporary by its title. Removes what a failed attempt began. */
export async function uploadGeodatabase(
  job: Pick<CopyJob, 'target' | 'signal'>,
  file: LayerGeodatabase,
  place: UploadPlace,
): Promise<TargetId> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await upload(job, file, place, fileNameOf(place.name));
    } catch (error) {
      const isTaken = error instanceof ArcGISError && error.code === 'ARCGIS_EXISTS';
      if (!isTaken || attempt >= NAMES_TRIED) throw error;
    }
  }
}

/** Hydrants_3f9c01aa.gdb.zip */
export function fileNameOf(name: string): string {
  return `${name}_${randomBytes(4).toString('hex')}.gdb.zip`;
}

async function upload(
  { target, signal }: Pick<CopyJob, 'target' | 'signal'>,
  file: LayerGeodatabase,
  { owner, folderId, title }: UploadPlace,
  name: string,
): Promise<TargetId> {
  const params = {
    type: 'File Geodatabase',
    title,
    tags: [TEMPORARY_TAG],
    snippet: 'Uploaded while a layer is copied, and removed afterwards.',
  };
  const { path, bytes } = file;
  if (bytes > ONE_PIECE) {
    const parted = { owner, folderId, params, file: { path, name, bytes } };
    return (await uploadInParts(target, parted, { signal })) as TargetId;
  }
  const part = { path, name, contentType: 'application/zip' };
  const add = () => addItem(target, owner, folderId, params, { file: part }, signal);
  const find = () => findAdded(target, { owner, folderId, name }, { signal });
  return (await addOnce(target.clock, add, { signal, find })) as TargetId;
}
