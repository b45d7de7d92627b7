import { basename, join } from 'node:path';
import { updateItem } from '@esri/arcgis-rest-portal';
import { digestStream } from '../transfer/digest-stream.js';
import { downloadToFile } from '../transfer/download-to-file.js';
import { ifThere } from './if-there.js';
import { callOptions, type ItemPair, type PartResult } from './item-pair.js';
import { ownerOptions } from './owner-options.js';
import { readItem } from './read-item.js';
import { withTempFolder } from './with-temp-folder.js';

/**
 * Gives the copy the thumbnail of the source item, unless it has the same one already, and compares the bytes
 * that the target then has. An item without thumbnail, or with one that the portal has lost, leaves the copy
 * as it is.
 * @param thumbnails `thumbnail` of the source item and of the copy as it is now, such as "thumbnail/x.png"
 */
export async function copyThumbnail(
  pair: ItemPair,
  thumbnails: { source: string | null; target: string | null },
): Promise<PartResult> {
  const { source: name, target: present } = thumbnails;
  if (name === null) {
    return { changed: false, checks: [] };
  }
  const { source, target, sourceId, targetId, targetOwner, signal } = pair;
  const options = callOptions(pair);
  return withTempFolder(async (folder) => {
    const path = join(folder, 'thumbnail');
    const picture = await ifThere(
      downloadToFile(source, `/content/items/${sourceId}/info/${name}`, path, options),
    );
    if (picture === null || picture.bytes === 0) {
      return { changed: false, checks: [] };
    }
    const digestAt = async (thumbnail: string | null): Promise<string | null> => {
      const answer =
        thumbnail === null
          ? null
          : await ifThere(target.stream(`/content/items/${targetId}/info/${thumbnail}`, {}, options));
      return answer === null ? null : (await digestStream(answer.body)).sha256;
    };
    let actual = await digestAt(present);
    const changed = actual !== picture.sha256;
    if (changed) {
      const file = { path, name: basename(name), contentType: picture.contentType };
      await updateItem({
        item: { id: targetId },
        ...ownerOptions(target, targetOwner, { ...options, files: { thumbnail: file }, repeatable: true }),
      });
      const { thumbnail } = await readItem(target, targetId, signal);
      actual = await digestAt(thumbnail);
    }
    const check = { check: 'thumbnail', expected: picture.sha256, actual, ok: actual === picture.sha256 };
    return { changed, checks: [check] };
  });
}
