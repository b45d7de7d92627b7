import type { Item } from '../../items/item.js';
import type { CopyJob } from '../copy-job.js';
import { copiedPackage } from './copied-package.js';
import { publishingOf, type TileSource } from './tile-source.js';
import type { TileType } from './tile-types.js';
import { verifyTiles } from './verify-tiles.js';

/** Tiles that were published from a package: it is copied as the file that it is. */
export function packageSource(job: CopyJob, type: TileType, file: Item): TileSource {
  const copying = job.pair.copyings.get(file.id) ?? job.startCopy(file.id);
  job.needs.add(copying);
  return {
    needed: [],
    defers: false,
    // For tiles, the package is what the last edit of a layer is for rows.
    state: async () => ({ [file.id]: file.modified }),
    publishing: async (present) => {
      const id = await copiedPackage(job, copying, file, present !== null);
      return publishingOf(type.packages[file.type] ?? '', id);
    },
    verify: (urls) => verifyTiles(job, type, urls),
  };
}
