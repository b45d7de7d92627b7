import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { serviceNameOf } from '../../features/service-url.js';
import type { TargetId } from '../../items/item.js';
import { relatedItems } from '../../items/related-items.js';
import { withTempFolder } from '../../items/with-temp-folder.js';
import { addItem, updateItem } from '../../items/write-item.js';
import { addOnce } from '../../transfer/add-once.js';
import { downloadToFile } from '../../transfer/download-to-file.js';
import { uploadInParts } from '../../transfer/upload-in-parts.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from '../identity/origins.js';
import { placeOf } from '../place.js';
import { exportTiles } from './export-tiles.js';
import type { Json } from './tile-service.js';
import { tileRoot } from './tile-service.js';
import { type PresentTiles, publishingOf, type TileSource } from './tile-source.js';
import type { TileType } from './tile-types.js';
import { sameTiles, verifyAnew } from './verify-anew.js';

/** Larger files go in parts. */
const ONE_PIECE = 10 * 1024 * 1024;

/**
 * Tiles without a package whose service lets them be exported: the package that the export makes is added to the target, and published there.
 * @param root JSON of the service in the source
 */
export function exportedSource(
  job: CopyJob,
  type: TileType & { exports: Readonly<Record<string, string>> },
  root: Json,
): TileSource {
  const source = tileRoot(String(job.item.url));
  return {
    needed: [],
    defers: false,
    // Nothing tells when tiles were built, so they are looked at.
    state: async (present) => {
      const isSame = present?.layers && (await sameTiles(job, type, { source, target: present.url }));
      return isSame ? present.layers : { [job.item.id]: job.source.clock.now() };
    },
    publishing: (present) =>
      withTempFolder(async (folder) => {
        job.say('exporting tiles');
        const { url, ending } = await exportTiles(job, type, source, root);
        const path = join(folder, `tiles.${ending}`);
        const { bytes } = await downloadToFile(job.source, url, path, { signal: job.signal });
        const name = `${serviceNameOf(source)}_${randomBytes(4).toString('hex')}.${ending}`;
        return upload(job, type, { path, name, bytes, itemType: type.exports[ending] ?? '' }, present);
      }),
    verify: (urls) => {
      job.warn(
        'TILES_EXPORTED',
        `The ${type.what} has no package in the source, so its tiles were exported, and published in ${job.target.url} from a package of their own.`,
      );
      return verifyAnew(job, type, urls, 'bytes');
    },
  };
}

interface TileFile {
  path: string;
  name: string;
  bytes: number;
  itemType: string;
}

async function upload(job: CopyJob, type: TileType, file: TileFile, present: PresentTiles | null) {
  const { target, signal, item } = job;
  const fileType = type.packages[file.itemType] ?? '';
  const old = present && (await packageOf(job, type, present.id));
  const owner = old?.owner ?? job.owner;
  const folderId = old ? (old.ownerFolder ?? null) : await placeOf(job);
  const params = old
    ? {}
    : {
        type: file.itemType,
        title: item.title,
        tags: item.tags,
        snippet: `Exported to copy the ${type.what} "${item.title}".`,
      };
  const part = { path: file.path, name: file.name, contentType: 'application/octet-stream' };
  const send = async (): Promise<TargetId> => {
    if (file.bytes > ONE_PIECE) {
      const { title = item.title, type: itemType = file.itemType } = params;
      const parted = { owner, folderId, params: { ...params, title, type: itemType }, file };
      return (await uploadInParts(target, old ? { ...parted, into: old.id } : parted, {
        signal,
      })) as TargetId;
    }
    if (old) return updateItem(target, owner, old.id as TargetId, params, { file: part }, signal);
    const add = () => addItem(target, owner, folderId, params, { file: part }, signal);
    return (await addOnce(target.clock, add, { signal })) as TargetId;
  };
  const id = await send();
  const discard = async (): Promise<void> => {
    const path = `/content/users/${encodeURIComponent(owner)}/items/${id}/delete`;
    await target.write(path, { permanentDelete: true }, { repeatable: true }).catch(() => undefined);
  };
  return { ...publishingOf(fileType, id), ...(old ? {} : { discard }) };
}

/** The package that the copy was published from before. */
async function packageOf({ target, signal }: CopyJob, { packages }: TileType, id: string) {
  try {
    const related = await relatedItems(target, id, 'Service2Data', signal);
    return related.find((one) => Object.hasOwn(packages, one.type)) ?? null;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
