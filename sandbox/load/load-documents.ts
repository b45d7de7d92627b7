import { zip } from '../town/files/zip.js';
import type { Params, RestClient } from '../town/rest/rest-client.js';
import { contentOf, type LoadedDocument } from './document.js';
import { foldersTitled, loadedItems, MARK } from './loaded-items.js';
import { makeService, smallLayer } from './make-service.js';
import {
  isHosted,
  type MissingItem,
  missingGroups,
  missingItems,
  missingServices,
  rootOf,
} from './missing-dependencies.js';

/** Where documents from ArcGIS Online come from: its portals, but not the one that everybody shares. */
const ONLINE_PORTALS = /https?:\/\/(?!www\.)[\w-]+\.maps(?:qa)?\.arcgis\.com/gi;

/** Told what was loaded, and what could not be. */
export type LoadLog = (text: string) => void;

/**
 * Makes items of documents that come from other portals, with their packages and resources. A small hosted service stands in for each hosted layer
 * that they name, a map, a layer or an address for each further item, a group for each group; ids, addresses of services and of portals are replaced
 * by those of this portal. What was loaded before is left as it is.
 * @param portal address of the portal
 * @returns the ids of the items by the sources of the documents
 * @throws Error with the portal's words if a stand-in cannot be made
 */
export async function loadDocuments(
  client: RestClient,
  portal: string,
  documents: LoadedDocument[],
  log: LoadLog = () => {},
): Promise<Map<string, string>> {
  const before = await loadedItems(client);
  const replacements = new Map<string, string>();
  for (const [url] of JSON.stringify(documents.map(contentOf)).matchAll(ONLINE_PORTALS)) {
    replacements.set(url, portal);
    replacements.set(url.replace(/^https?:/i, ''), portal.replace(/^https?:/, ''));
  }
  const folders = await foldersTitled(client, new Set(documents.flatMap(({ folder }) => folder ?? [])));
  const shells = new Map<LoadedDocument, string>();
  for (const document of documents) {
    const known = before.get(document.source);
    const made = known ?? (await shell(client, document, folders, log));
    if (made === null) continue;
    shells.set(document, made.id);
    if (document.id !== undefined) replacements.set(document.id, made.id);
    if (hostedLayers(document) && document.url !== undefined && made.url)
      replacements.set(rootOf(document.url), made.url);
  }
  for (const service of missingServices(documents).values()) {
    const source = `stand-in ${service.root}`;
    const made =
      before.get(source) ??
      (await makeService(client, {
        name: await freeName(client, service.name),
        layers: [...service.layers].sort(([a], [b]) => a - b).map(([id, fields]) => smallLayer(id, fields)),
        features: oneRow(service.name),
        typeKeywords: [MARK + source],
      }));
    if (made.url) replacements.set(service.root, made.url);
    for (const id of service.ids) if (!replacements.has(id)) replacements.set(id, made.id);
  }
  for (const id of missingGroups(documents)) {
    if (!replacements.has(id)) replacements.set(id, await groupStandIn(client, id));
  }
  for (const item of missingItems(documents, new Set(replacements.keys()))) {
    const made = before.get(`stand-in ${item.id}`) ?? (await standIn(client, item));
    replacements.set(item.id, made.id);
  }
  for (const [document, id] of shells) {
    const known = before.get(document.source);
    const hasContent = document.content !== undefined || document.members !== undefined;
    if (known && (!hasContent || (await hasData(client, known)))) continue;
    await fill(client, id, document, (text) => translated(text, replacements));
    log(`${document.source}: ${document.type}`);
  }
  return new Map([...shells].map(([{ source }, id]) => [source, id]));
}

/** Gives an item all that it holds, referring to what is here. */
async function fill(
  client: RestClient,
  id: string,
  { title, content, members, resources = {}, properties = {} }: LoadedDocument,
  translate: (content: unknown) => string,
): Promise<void> {
  const own = itemParams(JSON.parse(translate(properties)) as Record<string, unknown>);
  // The keywords have the mark by now.
  delete own.typeKeywords;
  const text = content === undefined ? {} : { text: translate(content) };
  await client.content(`/items/${id}/update`, { ...own, ...text });
  if (members) {
    const files = Object.entries(members).map(([name, member]) => [translate(name), translate(member)]);
    const file = {
      bytes: await zip(Object.fromEntries(files)),
      name: `${title}.zip`,
      contentType: 'application/zip',
    };
    await client.content(`/items/${id}/update`, {}, { file });
  }
  for (const [resource, json] of Object.entries(resources)) {
    const [name = '', ...folders] = resource.split('/').reverse();
    const file = { bytes: Buffer.from(translate(json)), name, contentType: 'application/json' };
    const resourcesPrefix = folders.reverse().join('/');
    const where = resourcesPrefix === '' ? {} : { resourcesPrefix };
    await client.content(`/items/${id}/addResources`, { ...where, fileName: name }, { file });
  }
}

/** A group of the signed-in user; users have no two groups of one title. */
async function groupStandIn(client: RestClient, id: string): Promise<string> {
  const title = `Stand-in for the group ${id}`;
  const { groups = [] } = (await client.portal(`/community/users/${client.username}`)) as {
    groups?: { id: string; title: string }[];
  };
  const known = groups.find((group) => group.title === title);
  if (known) return known.id;
  const made = await client.portal('/community/createGroup', { title, tags: 'stand-in', access: 'org' });
  return (made.group as { id: string }).id;
}

/** Whether an item that was loaded before also got its data. The size of a hosted layer does not tell. */
async function hasData(client: RestClient, { id, size }: { id: string; size: number }): Promise<boolean> {
  return size > 0 || Object.keys(await client.portal(`/content/items/${id}/data`)).length > 0;
}

type Made = { id: string; url: string | null };

/** The item without its data, so that others can refer to it. */
async function shell(
  client: RestClient,
  document: LoadedDocument,
  folders: Map<string, string>,
  log: LoadLog,
): Promise<Made | null> {
  const { source, title, type, properties = {}, url, folder } = document;
  const mark = MARK + source;
  const layers = hostedLayers(document);
  try {
    if (layers) {
      const name = await freeName(client, /\/services\/([^/]+)\/FeatureServer/.exec(url ?? '')?.[1] ?? title);
      const plan = { name, title, layers, features: [], typeKeywords: [mark] };
      const made = await makeService(client, plan);
      if (folder) await client.content(`/items/${made.id}/move`, { folder: folders.get(folder) ?? '' });
      return made;
    }
    const keywords = Array.isArray(properties.typeKeywords) ? properties.typeKeywords.map(String) : [];
    const params = { ...itemParams(properties), title, type, typeKeywords: [...keywords, mark].join(',') };
    const where = folder ? `/${folders.get(folder)}` : '';
    const made = await client.content(`${where}/addItem`, {
      ...params,
      ...(url === undefined ? {} : { url }),
    });
    return { id: String(made.id), url: null };
  } catch (error) {
    log(`${source} is left out: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** The layers of a document that is a hosted service: a small one, if it does not bring its own. Null for any other. */
function hostedLayers({ type, layers, url = '' }: LoadedDocument): Record<string, unknown>[] | null {
  if (type !== 'Feature Service') return null;
  return layers ?? (isHosted(url) ? [smallLayer(0)] : null);
}

function itemParams(properties: Record<string, unknown>): Params {
  const texts = Object.entries(properties).map(([name, value]): [string, Params[string]] => [
    name,
    Array.isArray(value) ? value.flat(2).join(',') : (value as Params[string]),
  ]);
  return Object.fromEntries(texts);
}

const EMPTY_MAP = { operationalLayers: [], baseMap: { baseMapLayers: [], title: 'None' }, version: '2.30' };

async function standIn(client: RestClient, { id, type, url, layer }: MissingItem): Promise<Made> {
  const source = `stand-in ${id}`;
  if (type === 'Feature Service' && url === undefined) {
    const name = await freeName(client, `standin_${id}`);
    return makeService(client, {
      name,
      layers: [smallLayer(layer)],
      features: oneRow(name),
      typeKeywords: [MARK + source],
    });
  }
  const address =
    url ??
    (type.endsWith(' Service')
      ? `https://stand-in.example/rest/services/${id}/${type.split(' ')[0]}Server`
      : undefined);
  const made = await client.content('/addItem', {
    type,
    title: address === undefined ? `Stand-in for ${id}` : `Stand-in for ${address}`,
    typeKeywords: MARK + source,
    ...(address === undefined ? { text: type === 'Web Map' ? EMPTY_MAP : {} } : { url: address }),
  });
  return { id: String(made.id), url: null };
}

/** A name for a service that is not taken. */
async function freeName(client: RestClient, wanted: string): Promise<string> {
  const plain = wanted.replace(/\W/g, '_').slice(0, 90);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}_${number}`;
    const answer = await client.portal('/portals/self/isServiceNameAvailable', {
      name,
      type: 'Feature Service',
    });
    if (answer.available === true) return name;
  }
}

const oneRow = (name: string): Record<string, unknown>[] => [
  { attributes: { NAME: name }, geometry: { x: 10, y: 20, spatialReference: { wkid: 102100 } } },
];

/** The document with everything replaced, longer texts first: an address may begin with another. */
function translated(content: unknown, replacements: Map<string, string>): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return [...replacements]
    .sort(([a], [b]) => b.length - a.length)
    .reduce((changed, [from, to]) => changed.split(from).join(to), text);
}
