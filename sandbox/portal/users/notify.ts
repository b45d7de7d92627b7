import { newId } from '../../store/portal-store.js';
import type { GroupRecord } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';

/** Leaves a notification for users. */
export function notify(
  portal: Pick<PortalContext, 'store'>,
  usernames: string[],
  type: string,
  about: { from: string; group?: GroupRecord; data?: Record<string, unknown> },
): void {
  const { from, group, data = {} } = about;
  for (const username of usernames) {
    const id = newId();
    portal.store.notifications.put(id, {
      id,
      username,
      type,
      from,
      target: group?.id ?? username,
      targetType: group ? 'group' : 'user',
      data: {
        fromUser: from,
        ...(group ? { groupId: group.id, groupTitle: group.title, groupOwner: group.owner } : {}),
        ...data,
      },
      created: Date.now(),
    });
  }
}
