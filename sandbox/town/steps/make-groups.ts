import { type TownGroup, townGroups } from '../people.js';
import type { Json, RestClient } from '../rest/rest-client.js';
import type { Site } from './site.js';

/** Makes the town's groups that are missing and lets everyone in. */
export async function makeGroups(site: Site): Promise<void> {
  await Promise.all(
    townGroups.map(async (group) => {
      site.groups.set(group.key, await makeGroup(site.as(group.owner), group));
    }),
  );
}

/**
 * Makes a group for the signed-in user, or takes the one of that title that the user is in; then adds its members.
 * @returns its id
 */
export async function makeGroup(client: RestClient, group: TownGroup): Promise<string> {
  const id = (await groupIn(client, group.title)) ?? (await createGroup(client, group));
  const users = group.members.filter((member) => member !== client.username).join(',');
  if (users !== '') await client.portal(`/community/groups/${id}/addUsers`, { users });
  return id;
}

/** Asked of the user, not of the search: that may not know the group yet. */
async function groupIn(client: RestClient, title: string): Promise<string | undefined> {
  const user = await client.portal('/community/self');
  const groups = (user.groups ?? []) as { id: string; title: string }[];
  return groups.find((group) => group.title === title)?.id;
}

async function createGroup(client: RestClient, group: TownGroup): Promise<string> {
  const { title, access, snippet, description } = group;
  const made = await client.portal('/community/createGroup', {
    title,
    access,
    snippet,
    description,
    tags: group.tags.join(','),
    isInvitationOnly: true,
  });
  return String((made.group as Json).id);
}
