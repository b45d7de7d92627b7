import type { Caller } from '../../http/call.js';
import type { UserRecord } from '../../store/records.js';
import { groupJson } from '../groups/group-json.js';
import type { PortalContext } from '../portal-context.js';
import { privilegesOf } from '../privileges.js';
import { withoutLaterKeys } from '../without-later-keys.js';

/** The profile. */
function profileJson(user: UserRecord): Record<string, unknown> {
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
    access: 'org',
    ...user.profile,
    thumbnail: user.thumbnail?.name ?? null,
    created: user.created,
    modified: user.modified,
    provider: 'arcgis',
  };
}

/** What somebody sees who is not signed in. */
function forStrangers(user: UserRecord): Record<string, unknown> {
  const {
    username,
    fullName,
    description,
    tags,
    culture,
    region,
    units,
    thumbnail,
    created,
    modified,
    provider,
  } = profileJson(user);
  return {
    username,
    fullName,
    description,
    tags,
    culture,
    region,
    units,
    thumbnail,
    created,
    modified,
    provider,
  };
}

/** A user as the caller may see it: everything for themselves and administrators, some of it for members, little for strangers. */
export function userJson(
  portal: PortalContext,
  user: UserRecord,
  caller: Caller | null,
  options: { groups: boolean },
): Record<string, unknown> {
  if (!caller) return forStrangers(user);
  const member = withoutLaterKeys(portal.profile, 'user', {
    ...profileJson(user),
    udn: null,
    email: user.email,
    orgId: portal.orgId,
    role: user.role,
    ...(user.roleId === undefined ? {} : { roleId: user.roleId }),
    level: user.role === 'org_user' && user.licenseType !== 'creatorUT' ? '1' : '2',
    userLicenseTypeId: licenseTypeOf(user),
    disabled: user.disabled,
    userType: 'arcgisonly',
    idpUsername: null,
    preferredView: user.profile?.preferredView ?? null,
    emailStatus: 'verified',
    emailStatusDate: user.created,
    favGroupId: user.favourites ?? user.id,
    lastLogin: user.lastLogin,
    mfaEnabled: false,
    mfaEnforcementExempt: false,
    categories: user.categories ?? [],
    storageUsage: storageOf(portal, user.username),
    storageQuota: 2_199_023_255_552,
    ...(portal.kind === 'online' ? { availableCredits: -1, assignedCredits: -1 } : {}),
    groups: options.groups
      ? portal.store.groups
          .filter((group) => group.favourites !== true && group.members[user.username] !== undefined)
          .map((group) => groupJson(portal, group, { ...caller, username: user.username }))
      : [],
  });
  const own = caller.username === user.username || caller.privileges.includes('portal:admin:viewUsers');
  return own ? { ...member, privileges: privilegesOf(user, portal.store) } : member;
}

/** The user type of a member: what it was set to, or what goes with the role. */
export function licenseTypeOf(user: UserRecord): string {
  return user.licenseType ?? (user.role === 'org_user' ? 'viewerUT' : 'creatorUT');
}

function storageOf(portal: PortalContext, username: string): number {
  let bytes = 0;
  for (const item of portal.store.items()) if (item.owner === username && item.size > 0) bytes += item.size;
  return bytes;
}
