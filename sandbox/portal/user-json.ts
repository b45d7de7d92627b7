import type { Caller } from '../http/call.js';
import type { UserRecord } from '../store/records.js';
import { groupJson } from './group-json.js';
import type { PortalContext } from './portal-context.js';
import { privilegesOf } from './privileges.js';

/** The keys that anyone may see. */
function publicJson(user: UserRecord): Record<string, unknown> {
  const [firstName = '', ...rest] = user.fullName.split(' ');
  return {
    username: user.username,
    id: user.id,
    fullName: user.fullName,
    firstName,
    lastName: rest.join(' '),
    description: user.description,
    tags: user.tags,
    culture: 'en',
    cultureFormat: 'us',
    region: 'WO',
    units: 'metric',
    thumbnail: null,
    access: 'org',
    created: user.created,
    modified: user.modified,
    provider: 'arcgis',
  };
}

/** A user as the caller may see it: everything for themselves and administrators, some of it for members, little for strangers. */
export function userJson(
  portal: PortalContext,
  user: UserRecord,
  caller: Caller | null,
  options: { groups: boolean },
): Record<string, unknown> {
  if (!caller) return publicJson(user);
  const member = {
    ...publicJson(user),
    udn: null,
    email: user.email,
    orgId: portal.orgId,
    role: user.role,
    level: user.role === 'org_user' ? '1' : '2',
    userLicenseTypeId: user.role === 'org_user' ? 'viewerUT' : 'creatorUT',
    disabled: user.disabled,
    userType: 'arcgisonly',
    idpUsername: null,
    preferredView: null,
    emailStatus: 'verified',
    emailStatusDate: user.created,
    favGroupId: user.id,
    lastLogin: user.lastLogin,
    mfaEnabled: false,
    mfaEnforcementExempt: false,
    categories: [],
    storageUsage: storageOf(portal, user.username),
    storageQuota: 2_199_023_255_552,
    ...(portal.kind === 'online' ? { availableCredits: -1, assignedCredits: -1 } : {}),
    ...(options.groups
      ? {
          groups: portal.store.groups
            .filter((group) => group.members[user.username] !== undefined)
            .map((group) => groupJson(portal, group, { ...caller, username: user.username })),
        }
      : { groups: [] }),
  };
  const own = caller.username === user.username || caller.role === 'org_admin';
  return own ? { ...member, privileges: privilegesOf(user.role) } : member;
}

function storageOf(portal: PortalContext, username: string): number {
  let bytes = 0;
  for (const item of portal.store.items()) if (item.owner === username && item.size > 0) bytes += item.size;
  return bytes;
}
