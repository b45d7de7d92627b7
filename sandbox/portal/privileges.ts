import type { PortalStore } from '../store/portal-store.js';
import type { UserRecord } from '../store/records.js';

const USER = [
  'features:user:edit',
  'portal:user:createGroup',
  'portal:user:createItem',
  'portal:user:joinGroup',
  'portal:user:joinNonOrgGroup',
  'portal:user:shareGroupToOrg',
  'portal:user:shareGroupToPublic',
  'portal:user:shareToGroup',
  'portal:user:shareToOrg',
  'portal:user:shareToPublic',
  'portal:user:viewOrgGroups',
  'portal:user:viewOrgItems',
  'portal:user:viewOrgUsers',
];
const PUBLISHER = [
  'features:user:fullEdit',
  'portal:publisher:publishFeatures',
  'portal:publisher:publishScenes',
  'portal:publisher:publishServerServices',
  'portal:publisher:publishTiles',
];
const ADMIN = [
  'portal:admin:assignToGroups',
  'portal:admin:deleteGroups',
  'portal:admin:deleteItems',
  'portal:admin:inviteUsers',
  'portal:admin:manageServers',
  'portal:admin:reassignGroups',
  'portal:admin:reassignItems',
  'portal:admin:reassignUsers',
  'portal:admin:shareToGroup',
  'portal:admin:shareToOrg',
  'portal:admin:shareToPublic',
  'portal:admin:updateGroups',
  'portal:admin:updateItems',
  'portal:admin:updateUsers',
  'portal:admin:viewGroups',
  'portal:admin:viewItems',
  'portal:admin:viewUsers',
];

/** The privileges of a built-in role, undefined for any other. */
export function builtInPrivileges(role: string): string[] | undefined {
  if (role === 'org_user') return USER;
  if (role === 'org_publisher') return [...USER, ...PUBLISHER].sort();
  if (role === 'org_admin') return [...USER, ...PUBLISHER, ...ADMIN].sort();
  return undefined;
}

/** What a user may do: by the custom role, or by the built-in one. */
export function privilegesOf(
  user: Pick<UserRecord, 'role' | 'roleId'>,
  { roles }: Pick<PortalStore, 'roles'>,
): string[] {
  const custom = user.roleId === undefined ? undefined : roles.get(user.roleId);
  return custom?.privileges ?? builtInPrivileges(user.role) ?? [];
}
