import { targetGroups } from './people.js';
import { RestClient } from './rest/rest-client.js';
import { assignCategories } from './steps/assign-categories.js';
import { makeGroup } from './steps/make-groups.js';
import type { TownPortal } from './town.js';

/**
 * Gives a target portal groups with the titles of the source's, owned by its administrator, and lets those of `targetUsers` in who are
 * members in the source, and the source's content categories. Does nothing to what is there.
 * @throws Error with the portal's words
 */
export async function prepareTarget(portal: TownPortal): Promise<void> {
  const admin = await RestClient.signIn(portal, portal.admin);
  await assignCategories(admin);
  for (const group of targetGroups) await makeGroup(admin, group);
}
