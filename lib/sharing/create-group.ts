import { createGroup as createRestGroup } from '@esri/arcgis-rest-portal';
import type { CallOptions, WritablePortal } from '../portal/portal.js';
import { restWriteOptions } from '../portal/rest-write-options.js';
import { groupMark } from './find-marked-group.js';
import type { Group } from './group.js';

interface Creation {
  group: Promise<Group>;
  /** Epoch ms by which search finds the group. */
  until: number;
}

// By portal and user, as the same portal may be reached through several objects.
const creations = new Map<string, Creation>();
const INDEX_LAG = 10 * 60_000;

/**
 * Makes a group with the title of `like`, owned by `username` (who is signed in), seen by nobody but its members, which only invitation adds
 * to. Two items that need the group at the same time get the same one.
 */
export function createGroup(
  portal: WritablePortal,
  username: string,
  like: Partial<Group> & { title: string },
  options: CallOptions,
): Promise<Group> {
  const known = createdGroup(portal, username, like.title);
  if (known) return known;
  const key = keyOf(portal, username, like.title);
  const group = create(portal, like, options).catch((error: unknown) => {
    creations.delete(key);
    throw error;
  });
  creations.set(key, { group, until: portal.clock.now() + INDEX_LAG });
  return group;
}

/** The group that `createGroup` made under that title a short while ago, which search may not find yet. */
export function createdGroup(
  portal: WritablePortal,
  username: string,
  title: string,
): Promise<Group> | undefined {
  const now = portal.clock.now();
  for (const [key, creation] of creations) {
    if (creation.until <= now) creations.delete(key);
  }
  return creations.get(keyOf(portal, username, title))?.group;
}

function keyOf(portal: WritablePortal, username: string, title: string): string {
  return JSON.stringify([portal.url, username, title]);
}

/** A group needs at least one tag. What its source is a copy of no longer matters. */
function tagsOf({ id, tags = [] }: Partial<Group>): string[] {
  const own = tags.filter((tag) => !/^source-[0-9a-f]{32}$/i.test(tag));
  const marked = id === undefined ? own : [...own, groupMark(id)];
  return marked.length > 0 ? marked : ['copied'];
}

async function create(
  portal: WritablePortal,
  like: Partial<Group> & { title: string },
  options: CallOptions,
): Promise<Group> {
  const { group } = await createRestGroup({
    group: {
      title: like.title,
      tags: tagsOf(like),
      ...(like.description ? { description: like.description } : {}),
      ...(like.snippet ? { snippet: like.snippet } : {}),
      access: 'private',
      isInvitationOnly: true,
      isViewOnly: like.isViewOnly ?? false,
    },
    ...restWriteOptions(portal, options),
  });
  return { ...group, userMembership: { memberType: 'owner' } };
}
