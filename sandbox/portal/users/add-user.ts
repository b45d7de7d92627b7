import { newId } from '../../store/portal-store.js';
import type { GroupRecord } from '../../store/records.js';
import type { SandboxUser } from '../options.js';
import { hashPassword } from '../passwords.js';
import type { PortalContext } from '../portal-context.js';

/** Adds a member unless there is one of that name. */
export function addUser(portal: Pick<PortalContext, 'store'>, user: SandboxUser): boolean {
  if (portal.store.users.get(user.username)) return false;
  const now = Date.now();
  portal.store.users.put(user.username, {
    username: user.username,
    id: newId(),
    password: hashPassword(user.password),
    fullName: user.fullName ?? user.username,
    email: user.email ?? `${user.username}@example.org`,
    role: user.role,
    created: now,
    modified: now,
    lastLogin: -1,
    description: null,
    tags: [],
    disabled: false,
    properties: null,
    favourites: addFavourites(portal, user.username),
  });
  return true;
}

/** Makes the group that holds what the user has marked as a favourite: a portal gives every member one, which nobody else sees. */
export function addFavourites({ store }: Pick<PortalContext, 'store'>, username: string): string {
  const now = Date.now();
  const group: GroupRecord = {
    id: newId(),
    title: `${username}'s favorites`,
    owner: username,
    description: null,
    snippet: null,
    tags: [],
    access: 'private',
    isInvitationOnly: true,
    isViewOnly: false,
    capabilities: [],
    protected: true,
    created: now,
    modified: now,
    sortField: 'title',
    sortOrder: 'asc',
    members: { [username]: { memberType: 'owner', joined: now } },
    favourites: true,
  };
  return store.groups.put(group.id, group).id;
}
