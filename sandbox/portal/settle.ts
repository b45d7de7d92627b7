import type { PortalContext } from './portal-context.js';

/**
 * Brings a portal in order whose process was ended in the middle of something: services without an item are removed, removals
 * are finished, and jobs that were under way have failed.
 */
export function settle(portal: Pick<PortalContext, 'store' | 'services'>): void {
  const { store, services } = portal;
  for (const { id, what } of [...store.unsettled.values()]) {
    const item = store.item(id);
    if (!item || what === 'delete') services.delete(id);
    if (item && what === 'delete') store.removeItem(item);
    store.unsettled.delete(id);
  }
  for (const item of [...store.items()]) {
    if (item.job?.state !== 'processing') continue;
    if (item.job.type === 'publish') services.delete(item.id);
    const message = 'The job was interrupted by a restart of the portal.';
    store.saveItem({ ...item, job: { ...item.job, state: 'failed', message } });
  }
}
