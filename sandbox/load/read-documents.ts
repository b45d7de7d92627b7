import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isFileType } from '../portal/items/item-types.js';
import type { LoadedDocument } from './document.js';
import { keywordsOfFolder, knownType, typeOfFolder } from './document-types.js';
import { isItemId } from './missing-dependencies.js';

type Json = Record<string, unknown>;

/** Properties that a new item may be given. */
const PROPERTIES = [
  'description',
  'snippet',
  'tags',
  'typeKeywords',
  'accessInformation',
  'licenseInfo',
  'culture',
  'extent',
  'properties',
];

/**
 * The documents below `items` of a folder. Each is one JSON file: an item with its data (`{"item": …, "data": …}`, with `layers` and
 * `tables` if it has a service), an item alone, or the data alone, whose type the folder around it tells. The id by which other documents mean it
 * stands in the item or in the name of the file, whole or with its first eight digits. The files of a form package may stand in one JSON file
 * by their names.
 * @param skipped is told of files that are none of these
 */
export async function readDocuments(
  root: string,
  skipped: (file: string, reason: string) => void,
): Promise<LoadedDocument[]> {
  const base = path.join(root, 'items');
  const entries = await readdir(base, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.json'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
  const documents: LoadedDocument[] = [];
  for (const source of files) {
    try {
      documents.push(documentOf(source, JSON.parse(await readFile(path.join(root, source), 'utf8'))));
    } catch (error) {
      skipped(source, error instanceof Error ? error.message : String(error));
    }
  }
  return withIds(documents);
}

/** Files may be named by the first digits of an id that other documents have in full. */
function withIds(documents: LoadedDocument[]): LoadedDocument[] {
  const text = JSON.stringify(documents);
  return documents.map((document) => {
    const start = /(?<![0-9a-z])[0-9a-f]{8}(?![0-9a-z])/.exec(path.posix.basename(document.source))?.[0];
    const id = start && new RegExp(`(?<![0-9a-f])${start}[0-9a-f]{24}(?![0-9a-f])`).exec(text)?.[0];
    return document.id !== undefined || !id ? document : { ...document, id };
  });
}

function documentOf(source: string, json: unknown): LoadedDocument {
  const parts = source.split('/').slice(1, -1);
  const folder = parts[0];
  const name = path.posix.basename(source).replace(/\.json$/i, '');
  const id = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/i.exec(name)?.[0];
  const common = { source, ...(folder === undefined ? {} : { folder }), ...(id === undefined ? {} : { id }) };
  const title = name.replaceAll('_', ' ');
  if (isObject(json)) {
    const { item, data, itemData, layers, tables } = json;
    if (isObject(item)) {
      const content = data ?? itemData;
      const definitions = [layers, tables].flatMap((all) => (Array.isArray(all) ? all.filter(isObject) : []));
      return {
        ...ofItem(item, title),
        ...common,
        ...(isObject(content) || typeof content === 'string' ? { content } : {}),
        ...(definitions.length > 0 ? { layers: definitions } : {}),
      };
    }
    const isItem = typeof json.title === 'string' && json.fields === undefined;
    if (isItem && knownType(json.type) !== undefined) return { ...ofItem(json, title), ...common };
  }
  const type = parts.map(typeOfFolder).findLast((one) => one !== undefined) ?? typeOfContent(json);
  const typeKeywords = parts.flatMap(keywordsOfFolder);
  const plain = { ...common, title, type: type ?? '', properties: { typeKeywords } };
  if (type === 'Form' && isObject(json) && Object.keys(json).every((file) => file.startsWith('esriinfo/'))) {
    return { ...plain, members: json as Record<string, string> };
  }
  if (type === 'QuickCapture Project' && isObject(json))
    return { ...plain, resources: { 'qc.project.json': json } };
  // A fragment of a map is the list of its layers.
  if (Array.isArray(json) && (type === 'Web Map' || type === 'Web Scene')) {
    return { ...plain, content: { operationalLayers: json } };
  }
  if (type === undefined || !isObject(json)) throw new Error('no item, and no data of a known type');
  if (SERVICE_TYPES.test(type)) throw new Error(`the data of a ${type} without its item`);
  if (isFileType(type)) throw new Error(`items of type ${type} are files, which belong into data`);
  if (json.total !== undefined && json.nextStart !== undefined)
    throw new Error('a list of what is found elsewhere');
  const own = typeof json.appItemId === 'string' && isItemId(json.appItemId) ? { id: json.appItemId } : {};
  return { ...own, ...plain, content: json };
}

/** Items of these types are an address, so their data alone makes none. */
const SERVICE_TYPES = / Service$/;

function typeOfContent(json: unknown): string | undefined {
  if (!isObject(json)) return undefined;
  if (Array.isArray(json.operationalLayers)) return json.ground === undefined ? 'Web Map' : 'Web Scene';
  if (Array.isArray(json.widgets) && json.version !== undefined && json.desktopView !== undefined)
    return 'Dashboard';
  if (json.root !== undefined && json.nodes !== undefined) return 'StoryMap';
  if (json.exbVersion !== undefined) return 'Web Experience';
  return Array.isArray(json.cells) ? 'Notebook' : undefined;
}

function ofItem(item: Json, title: string): Omit<LoadedDocument, 'source'> {
  const type = knownType(item.type);
  if (type === undefined) throw new Error(`items of type ${String(item.type)} are not known`);
  const properties = Object.fromEntries(
    PROPERTIES.map((name) => [name, item[name]] as const).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  );
  return {
    title: typeof item.title === 'string' && item.title !== '' ? item.title : title,
    type,
    properties,
    ...(isItemId(item.id) ? { id: item.id } : {}),
    ...(typeof item.url === 'string' && item.url !== '' ? { url: item.url } : {}),
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
