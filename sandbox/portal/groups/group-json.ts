import type { Caller } from '../../http/call.js';
import type { GroupRecord } from '../../store/records.js';
import { canManageGroup } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { withoutLaterKeys } from '../without-later-keys.js';

/** A group as `/community/groups/<id>` gives it, with the caller's own membership. */
export function groupJson(
  portal: PortalContext,
  group: GroupRecord,
  caller: Caller | null,
): Record<string, unknown> {
  const memberType = (caller && group.members[caller.username]?.memberType) ?? 'none';
  const manager = canManageGroup(group, caller);
  return withoutLaterKeys(portal.profile, 'group', {
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
    isFav: group.favourites === true,
    isOpenData: false,
    featuredItemsId: null,
    thumbnail: group.thumbnail?.name ?? null,
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
    membershipAccess: 'org',
    displaySettings: { itemTypes: '' },
    groupDesignations: null,
    properties: null,
    ...group.settings,
    hasCategorySchema: (group.categorySchema ?? []).length > 0,
    orgId: portal.orgId,
    userMembership: {
      username: caller?.username ?? '',
      memberType,
      applications: manager ? portal.store.applications.filter((one) => one.group === group.id).length : 0,
    },
  });
}

/** A group as a hit of a search: nothing is said of the caller's membership. */
export function groupHitJson(
  portal: PortalContext,
  group: GroupRecord,
  caller: Caller | null,
): Record<string, unknown> {
  const { userMembership: _membership, ...hit } = groupJson(portal, group, caller);
  return hit;
}
