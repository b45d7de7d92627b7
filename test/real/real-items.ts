import { readdir } from 'node:fs/promises';
import { writeZip } from '../../lib/items/zip.js';
import { document, fixture } from './fixtures.js';

type Json = Record<string, unknown>;

/** A real document as an item of a portal. */
export interface RealItem {
  /** Folder and name of the file that it is from. */
  file: string;
  kind: string;
  type: string;
  title: string;
  /** The id by which other documents mean this one. */
  id?: string;
  /** What is told of the item beside type and title. */
  properties?: Json;
  data?: unknown;
  /** Files of a package, by name: the data are that package. */
  members?: Record<string, string>;
  /** Resources by path. */
  resources?: Record<string, unknown>;
}

/** The type that the documents of a folder have, unless they say another one. */
const TYPES: Record<string, string> = {
  webmap: 'Web Map',
  webscene: 'Web Scene',
  dashboard: 'Dashboard',
  webappbuilder: 'Web Mapping Application',
  instantapp: 'Web Mapping Application',
  configurableapp: 'Web Mapping Application',
  classicstory: 'Web Mapping Application',
  experience: 'Web Experience',
  storymap: 'StoryMap',
  hub: 'Hub Site Application',
  form: 'Form',
  quickcapture: 'QuickCapture Project',
  workforce: 'Workforce Project',
  notebook: 'Notebook',
  velocity: 'Real Time Analytic',
  solution: 'Solution',
};

const KEYWORDS: Record<string, string[]> = {
  webappbuilder: ['Web AppBuilder', 'WAB2D'],
  instantapp: ['instantApp', 'Configurable'],
  configurableapp: ['Configurable'],
  classicstory: ['Story Map', 'Configurable'],
  experience: ['EXB Experience', 'status: Changed'],
  storymap: ['arcgis-storymaps', 'smstatuspublished'],
};

/** Files that belong to another one: the two copies of one experience, or the parts of one item. */
const PARTS: Record<string, (item: RealItem, content: unknown) => void> = {
  'experience/phaakma_config.json': (item, content) => {
    item.resources = { ...item.resources, 'config/config.json': content };
  },
  'experience/phaakma_info-item.json': (item, content) => {
    item.properties = { ...item.properties, ...described(content as Json) };
  },
  'hub/dave-public_site-item.json': (item, content) => {
    item.properties = described(content as Json);
    item.id = String((content as Json).id);
  },
};

const WHOLE: Record<string, string> = {
  'experience/phaakma_config.json': 'experience/phaakma_published-data.json',
  'experience/phaakma_info-item.json': 'experience/phaakma_published-data.json',
  'hub/dave-public_site-item.json': 'hub/dave-public_site-data.json',
};

/** Lists of a portal's answers, which are no item's documents. */
const LEFT_OUT = /^(?:portal|featureservice|mapservice|vectortile)\/|_site-resources\.json$|solution\//;

/** Every real document that is an item, or a part of one. */
export async function realItems(): Promise<RealItem[]> {
  const names = await readdir(fixture('items'), { recursive: true });
  const files = names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.json'));
  const items = new Map<string, RealItem>();
  for (const file of files.filter((name) => !LEFT_OUT.test(name) && !PARTS[name]).sort()) {
    items.set(file, realItem(file, await document(...file.split('/'))));
  }
  for (const [file, add] of Object.entries(PARTS)) {
    const whole = items.get(WHOLE[file] ?? '');
    if (whole) add(whole, await document(...file.split('/')));
  }
  return withIds([...items.values()]);
}

function realItem(file: string, content: unknown): RealItem {
  const [kind = '', name = ''] = file.split('/');
  const item: RealItem = {
    file,
    kind,
    type: TYPES[kind] ?? kind,
    title: name.replace('.json', '').replaceAll('+', ' '),
    properties: { typeKeywords: KEYWORDS[kind] ?? [] },
  };
  // A fragment of a scene is the list of its layers.
  if (Array.isArray(content)) return { ...item, data: { operationalLayers: content } };
  const parts = content as Json;
  const told = parts.item as Json | undefined;
  if (told) return { ...item, ...ofItem(told), data: parts.data ?? parts.itemData };
  if (kind === 'form' && !('type' in parts)) return { ...item, members: parts as Record<string, string> };
  if (typeof parts.type === 'string' && TYPES[kind] && /^(?:Form|Hub )/.test(parts.type))
    return { ...item, ...ofItem(parts) };
  if (kind === 'quickcapture') return { ...item, resources: { 'qc.project.json': parts } };
  if (file.startsWith('experience/launchpad'))
    return { ...item, resources: { 'config/config.json': parts }, data: { __not_publish: true } };
  return { ...item, ...(typeof parts.appItemId === 'string' && { id: parts.appItemId }), data: parts };
}

function ofItem(told: Json): Pick<RealItem, 'id' | 'properties'> & Partial<RealItem> {
  const { id, type } = told;
  return {
    ...(typeof id === 'string' && { id }),
    ...(typeof type === 'string' && { type }),
    properties: described(told),
  };
}

function described({
  typeKeywords,
  description,
  snippet,
  tags,
  licenseInfo,
  accessInformation,
  properties,
  url,
}: Json): Json {
  const texts = { typeKeywords, description, snippet, tags, licenseInfo, accessInformation, properties, url };
  return Object.fromEntries(
    Object.entries(texts).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Files are named by the first digits of the id that the other documents use. */
function withIds(items: RealItem[]): RealItem[] {
  const text = JSON.stringify(items);
  for (const item of items) {
    const start = /(?:^|_)([0-9a-f]{8})(?=_|$)/.exec(item.title)?.[1];
    const id = start && new RegExp(`(?<![0-9a-f])${start}[0-9a-f]{24}(?![0-9a-f])`).exec(text)?.[0];
    if (!item.id && id) item.id = id;
  }
  return items;
}

/** The data as they are sent: a package, or text. */
export function packageOf(members: Record<string, string>): Buffer {
  const stamp = (((2024 - 1980) << 9) | (3 << 5) | 1) << 16;
  return writeZip(
    Object.entries(members).map(([name, text]) => ({ name, content: Buffer.from(text), stamp })),
  );
}
