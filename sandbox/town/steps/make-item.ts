import type { FilePlan } from '../files/plan.js';
import type { FilePart } from '../rest/rest-client.js';
import type { ItemDetails } from '../town.js';
import type { Site } from './site.js';

/** Adds an item with a file. */
export async function makeFile(site: Site, plan: FilePlan): Promise<void> {
  const bytes = await plan.bytes(site.town);
  await make(site, plan, { file: { bytes, name: plan.fileName, contentType: plan.contentType } });
}

/** Adds an item that says what it is and no more, so that others can refer to it. */
export async function makeShell(site: Site, plan: ItemDetails): Promise<void> {
  await make(site, plan, {});
}

async function make(site: Site, plan: ItemDetails, files: Record<string, FilePart>): Promise<void> {
  const folder = site.placed.get(plan.key);
  const added = await site.as(plan.owner).content(
    `${folder ? `/${folder}` : ''}/addItem`,
    {
      type: plan.type,
      title: plan.title,
      ...(plan.typeKeywords ? { typeKeywords: plan.typeKeywords.join(',') } : {}),
    },
    files,
  );
  site.items.set(plan.key, { id: String(added.id), url: null });
}
