import type { PortalContext } from './portal-context.js';
import { addFavourites } from './users/add-user.js';

/** How long the recycle bin keeps an item, in ms. */
const KEPT_IN_BIN = 14 * 24 * 3_600_000;

/**
 * Brings a portal in order whose process was ended in the middle of something: services without an item are removed, removals
 * are finished, jobs that were under way have failed, and what was long enough in the recycle bin is gone.
 */
export function settle(portal: Pick<PortalContext, 'store' | 'services' | 'tiles'>): void {
  const { store, services, tiles } = portal;
  const remove = (id: string): void => {
    services.delete(id);
    void tiles.delete(id);
  };
  for (const { id, what } of [...store.unsettled.values()]) {
    const item = store.item(id);
    if (!item || what === 'delete') remove(id);
    if (item && what === 'delete') store.removeItem(item);
    store.unsettled.delete(id);
  }
  for (const user of [...store.users.values()]) {
    if (user.favourites !== undefined) continue;
    store.users.put(user.username, { ...user, favourites: addFavourites({ store }, user.username) });
  }
  for (const item of [...store.items()]) {
    const old = item.recycled !== null && item.recycled < Date.now() - KEPT_IN_BIN;
    if (old && services.dependentViews(item.id).length === 0) {
      remove(item.id);
      store.removeItem(item);
      continue;
    }
    if (item.job?.state !== 'processing') continue;
    if (item.job.type === 'publish') remove(item.id);
    const message = 'The job was interrupted by a restart of the portal.';
    store.saveItem({ ...item, job: { ...item.job, state: 'failed', message } });
  }
}
