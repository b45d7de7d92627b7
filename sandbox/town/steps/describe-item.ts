import { townExtentInDegrees } from '../geography.js';
import { metadata } from '../metadata.js';
import { thumbnail } from '../pictures/thumbnails.js';
import type { FilePart, Params } from '../rest/rest-client.js';
import type { ItemDetails, Town } from '../town.js';
import type { Site } from './site.js';

/** Writes everything that is said about an item, its data if it is a document, its picture, resources and sharing. */
export async function describeItem(
  site: Site,
  item: ItemDetails & { data?: (town: Town) => unknown },
): Promise<void> {
  const client = site.as(item.owner);
  const { town } = site;
  const path = `/items/${town.id(item.key)}`;
  await client.content(`${path}/update`, propertiesOf(item, town), picturesOf(item));
  await addResources(site, item);
  await client.content(`${path}/share`, {
    everyone: item.access === 'public',
    org: item.access !== 'private',
    groups: item.groups.map((key) => town.group(key)).join(','),
  });
  if (item.deleteProtected) await client.content(`${path}/protect`);
}

function propertiesOf(item: ItemDetails & { data?: (town: Town) => unknown }, town: Town): Params {
  const hasPlace =
    /^(Web Map|Web Mapping Application|Map Service|Feature Service|CSV|GeoJson|KML Collection|Shapefile)$/.test(
      item.type,
    );
  return {
    title: item.title,
    snippet: item.snippet,
    description: item.description(town),
    tags: item.tags.join(','),
    culture: 'en-gb',
    ...(hasPlace ? { extent: townExtentInDegrees } : {}),
    ...(item.typeKeywords ? { typeKeywords: item.typeKeywords.join(',') } : {}),
    ...(item.accessInformation ? { accessInformation: item.accessInformation } : {}),
    ...(item.licenseInfo ? { licenseInfo: item.licenseInfo(town) } : {}),
    ...(item.categories ? { categories: item.categories.join(',') } : {}),
    ...(item.properties ? { properties: item.properties } : {}),
    ...(item.url ? { url: item.url(town) } : {}),
    ...(item.data ? { text: item.data(town) as object } : {}),
  };
}

function picturesOf(item: ItemDetails): Record<string, FilePart> {
  const png = { bytes: thumbnail(item.key), name: `${item.key}.png`, contentType: 'image/png' };
  const xml = {
    bytes: item.metadata ? metadata(item) : Buffer.alloc(0),
    name: 'metadata.xml',
    contentType: 'text/xml',
  };
  return { thumbnail: png, ...(item.metadata ? { metadata: xml } : {}) };
}

/** One after the other: portals may lose resources that are added to one item at the same time. */
async function addResources(site: Site, item: ItemDetails): Promise<void> {
  if (!item.resources) return;
  const client = site.as(item.owner);
  const id = site.town.id(item.key);
  const listed = await client.portal(`/content/items/${id}/resources`, { num: 100 });
  const known = new Set((listed.resources as { resource: string }[]).map((one) => one.resource));
  for (const { path, contentType, bytes } of item.resources) {
    if (known.has(path)) continue;
    const [name = path, folder] = path.split('/').reverse();
    await client.content(
      `/items/${id}/addResources`,
      { fileName: name, ...(folder ? { resourcesPrefix: folder } : {}) },
      { file: { bytes: bytes(), name, contentType } },
    );
  }
}
