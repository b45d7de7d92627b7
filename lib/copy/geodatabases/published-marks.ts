import type { Item } from '../../items/item.js';
import { listContent } from '../../items/list-content.js';
import type { ExportingPortal, ReadablePortal, WritablePortal } from '../../portal/portal.js';
import {
  readTemporaryMark,
  runMark,
  TEMPORARY_TAG,
  type TemporaryMark,
} from '../../portal/temporary-mark.js';
import type { Run } from '../run/run.js';
import { searchAll } from '../search/search-all.js';

/** Beyond the time that the work itself may take: clocks differ, and a download of a large file goes on after its export. */
const GRACE_MS = 6 * 3_600_000;
const REMOVAL_TIMEOUT = 30_000;

/** The mark of what this run makes for one item. `deadline` is when the work has to be done, in epoch ms. */
export function markFor(run: Run, sourceId: string, deadline: number): TemporaryMark {
  return { run: runMark(run.info.id), source: sourceId, until: deadline + GRACE_MS };
}

/** Removes exports from the source that dead runs left there. Once per run; that it fails is no failure of the copies. */
export function sweepExports(source: ExportingPortal, run: Run): Promise<void> {
  return run.once(`sweep exports ${source.url}`, async () => {
    for (const item of await leftOvers(source, run)) {
      await source.temporaryExports.remove(item.id, { timeout: REMOVAL_TIMEOUT }).catch(() => undefined);
    }
  });
}

/** The same in the target: uploaded files, and services whose publishing nobody finished. */
export function sweepUploads(target: WritablePortal, run: Run): Promise<void> {
  return run.once(`sweep uploads ${target.url}`, async () => {
    const items = await leftOvers(target, run);
    // The services first: an Enterprise portal may want to keep a file that has one.
    items.sort((a, b) => Number(b.type === 'Feature Service') - Number(a.type === 'Feature Service'));
    for (const { id, owner } of items) {
      const path = `/content/users/${encodeURIComponent(owner)}/items/${id}/delete`;
      await target
        .write(path, { permanentDelete: true }, { repeatable: true, timeout: REMOVAL_TIMEOUT })
        .catch(() => undefined);
    }
  });
}

/** By search, which knows everybody's items but lags behind, and by the signed-in user's own content. */
async function leftOvers(portal: ReadablePortal, run: Run): Promise<Item[]> {
  const { signal } = run;
  const found = new Map<string, Item>();
  const own = runMark(run.info.id);
  const now = portal.clock.now();
  const note = (item: Item): void => {
    const mark = readTemporaryMark(item.title ?? '');
    const isOver = mark !== null && mark.run !== own && mark.until < now;
    // The title is the mark. A published service has it from its file until it is described.
    if (isOver && (item.type === 'File Geodatabase' || item.type === 'Feature Service'))
      found.set(item.id, item);
  };
  try {
    const self = await portal.self(signal);
    const query = `tags:"${TEMPORARY_TAG}"${self.isPortal ? '' : ` AND orgid:${self.id}`}`;
    for (const item of await searchAll(portal, query, { signal })) note(item);
    const username = self.user?.username;
    if (username !== undefined) for await (const item of listContent(portal, username, signal)) note(item);
  } catch {
    signal.throwIfAborted();
  }
  return [...found.values()];
}
