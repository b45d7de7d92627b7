import { allItems, townItems } from './items.js';
import type { ServicePlan } from './layers/plan.js';
import { townUsers } from './people.js';
import { inTurns } from './rest/in-turns.js';
import { RestClient } from './rest/rest-client.js';
import { assignCategories } from './steps/assign-categories.js';
import { describeItem } from './steps/describe-item.js';
import { makeFolders } from './steps/make-folders.js';
import { makeGroups } from './steps/make-groups.js';
import { makeFile, makeShell } from './steps/make-item.js';
import { makeService } from './steps/make-service.js';
import { makeView } from './steps/make-view.js';
import { Site } from './steps/site.js';
import type { ItemDetails, ItemKey, TownPortal } from './town.js';

/** Who finishes the town, and what is written of the user when that is done. */
const steward = 'gis.office';
const finished = 'Keeps the maps of Larkmoor. The town is complete.';

/**
 * Builds the town in a portal whose users `townUsers` exist and whose server has `townMapServices`. Does nothing if the town is
 * there; what an interrupted start left is completed.
 * @throws Error with the portal's words
 */
export async function loadTown(portal: TownPortal, log: (text: string) => void = () => {}): Promise<void> {
  if (await isComplete(portal)) return;
  const plans = townItems();
  const items = allItems(plans);
  const site = await Site.open(portal, townUsers);
  await assignCategories(site.as(steward));
  await makeGroups(site);
  await makeFolders(site, items);

  const missing = <Plan extends ItemDetails>(all: Plan[]) => all.filter(({ key }) => !site.items.has(key));
  await removeHalfMade(site, [...plans.views, ...plans.services]);
  await inTurns(4, missing([...plans.documents, ...plans.references]), (plan) => makeShell(site, plan));
  await inTurns(3, missing(plans.services), async (plan) => {
    await makeService(site, plan);
    log(`${plan.title}: ${plan.layers.reduce((sum, layer) => sum + layer.rows.length, 0)} rows`);
  });
  await inTurns(1, missing(plans.views), (plan) =>
    makeView(site, plan, serviceOf(plans.services, plan.source)),
  );
  await inTurns(4, missing(plans.files), (plan) => makeFile(site, plan));
  await inTurns(4, items, (item) => describeItem(site, item));
  await site.as(steward).portal(`/community/users/${steward}/update`, { description: finished });
  log(`Larkmoor is ready: ${items.length} items.`);
}

async function isComplete(portal: TownPortal): Promise<boolean> {
  const admin = await RestClient.signIn(portal, portal.admin);
  const user = await admin.portal(`/community/users/${steward}`);
  return user.description === finished;
}

/** A service gets item data when all of it is there; one without was interrupted and is made again. */
async function removeHalfMade(site: Site, plans: ItemDetails[]): Promise<void> {
  for (const { key, owner } of plans) {
    if (!site.items.has(key)) continue;
    const client = site.as(owner);
    const id = site.town.id(key);
    const data = await client.portal(`/content/items/${id}/data`);
    if (data.layers !== undefined || data.tables !== undefined) continue;
    await client.content(`/items/${id}/delete`, { permanentDelete: true });
    site.items.delete(key);
  }
}

function serviceOf(services: ServicePlan[], key: ItemKey): ServicePlan {
  const found = services.find((service) => service.key === key);
  if (!found) throw new Error(`The town has no service ${key}.`);
  return found;
}
