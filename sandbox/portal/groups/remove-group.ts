import type { GroupRecord } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';

/** Removes a group with what hangs on it; the items that were shared with it stay. */
export function removeGroup(portal: Pick<PortalContext, 'store'>, group: GroupRecord): void {
  const { store } = portal;
  const of = (one: { group: string }) => one.group === group.id;
  store.transaction(() => {
    for (const item of store.items()) {
      if (!item.groups.includes(group.id)) continue;
      store.saveItem({ ...item, groups: item.groups.filter((id) => id !== group.id) });
    }
    for (const one of store.invitations.filter(of)) store.invitations.delete(one.id);
    for (const one of store.applications.filter(of)) store.applications.delete(one.id);
    store.groups.delete(group.id);
  });
  store.files.remove([group.thumbnail]);
}
