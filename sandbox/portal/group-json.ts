import type { Caller } from '../http/call.js';
import type { GroupRecord } from '../store/records.js';
import type { PortalContext } from './portal-context.js';

/** A group as `/community/groups/<id>` gives it, with the caller's own membership. */
export function groupJson(
  portal: PortalContext,
  group: GroupRecord,
  caller: Caller | null,
): Record<string, unknown> {
  const memberType = (caller && group.members[caller.username]?.memberType) ?? 'none';
  return {
    id: group.id,
    title: group.title,
    isInvitationOnly: group.isInvitationOnly,
    owner: group.owner,
    description: group.description,
    snippet: group.snippet,
    tags: group.tags,
    typeKeywords: [],
    phone: null,
    sortField: group.sortField,
    sortOrder: group.sortOrder,
    isViewOnly: group.isViewOnly,
    isFav: false,
    isOpenData: false,
    featuredItemsId: null,
    thumbnail: null,
    created: group.created,
    modified: group.modified,
    access: group.access,
    capabilities: group.capabilities,
    isReadOnly: false,
    protected: group.protected,
    autoJoin: false,
    notificationsEnabled: false,
    provider: null,
    providerGroupName: null,
    leavingDisallowed: false,
    hiddenMembers: false,
    displaySettings: { itemTypes: '' },
    properties: null,
    orgId: portal.orgId,
    userMembership: {
      username: caller?.username ?? '',
      memberType,
      applications: [],
    },
  };
}
