import { PortalError } from '../../http/answers.js';
import type { CallParams } from '../../http/call.js';
import type { ItemProperties, ItemRecord } from '../../store/records.js';
import { checkCategories } from '../organisation/category-routes.js';
import type { PortalContext } from '../portal-context.js';
import { ITEM_TYPES, withGeneratedKeywords } from './item-types.js';
import { sanitiseHtml, sanitiseTitle } from './sanitise-html.js';

type Apply = (value: string) => Partial<ItemProperties>;

const listOf = (value: string) => [
  ...new Set(
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
];
/** Strings of a JSON array, in which form ArcGIS API for Python sends categories; undefined if it is none. */
function arrayOf(value: string): string[] | undefined {
  if (!value.startsWith('[')) return undefined;
  const parsed = jsonOf(value, 'tags or categories');
  return Array.isArray(parsed) ? [...new Set(parsed.map(String))] : undefined;
}
const orNull = (value: string) => (value === '' ? null : value);

/** Parameters of addItem and update, and what each sets. */
const PARAMETERS: Record<string, Apply> = {
  title: (value) => ({ title: sanitiseTitle(value) }),
  type: (value) => ({ type: value }),
  typeKeywords: (value) => ({ typeKeywords: listOf(value) }),
  description: (value) => ({ description: orNull(sanitiseHtml(value)) }),
  tags: (value) => ({ tags: listOf(value) }),
  snippet: (value) => ({ snippet: orNull(sanitiseHtml(value)) }),
  documentation: (value) => ({ documentation: orNull(value) }),
  extent: (value) => ({ extent: extentOf(value) }),
  categories: (value) => ({ categories: arrayOf(value) ?? listOf(value) }),
  spatialReference: (value) => ({ spatialReference: orNull(value) }),
  accessInformation: (value) => ({ accessInformation: orNull(value) }),
  licenseInfo: (value) => ({ licenseInfo: orNull(sanitiseHtml(value)) }),
  culture: (value) => ({ culture: orNull(value) }),
  properties: (value) => ({ properties: jsonOf(value, 'properties') }),
  advancedSettings: (value) => ({ advancedSettings: jsonOf(value, 'advancedSettings') }),
  url: (value) => ({ url: orNull(value) }),
  appCategories: (value) => ({ appCategories: listOf(value) }),
  industries: (value) => ({ industries: listOf(value) }),
  languages: (value) => ({ languages: listOf(value) }),
  commentsEnabled: (value) => ({ commentsEnabled: value.toLowerCase() === 'true' }),
};

/**
 * Sets what the parameters of addItem, update or commit say. Empty values are ignored unless `clearEmptyFields` is true.
 * @throws PortalError CONT_0113 for a type that does not exist, 400 for broken JSON and for unknown categories
 */
export function applyItemParams(portal: PortalContext, item: ItemRecord, params: CallParams): void {
  const clear = params.boolean('clearEmptyFields', false);
  const before = item.typeKeywords;
  const typeBefore = item.type;
  for (const [name, apply] of Object.entries(PARAMETERS)) {
    const value = params.text(name)?.trim();
    if (value === undefined || (name === 'categories' && !portal.profile.atLeast('10.6'))) continue;
    if (value === '' && (!clear || name === 'title' || name === 'type')) continue;
    const tags = name === 'tags' && portal.switches.tagsAsList ? arrayOf(value) : undefined;
    Object.assign(item, tags ? { tags } : apply(value));
  }
  if (!portal.switches.anyItemType && !Object.hasOwn(ITEM_TYPES, item.type)) {
    throw new PortalError(400, 'Item type not valid.', { messageCode: 'CONT_0113' });
  }
  if (params.has('categories')) checkCategories(portal, item.categories);
  if (item.url !== null) item.url = portal.addresses.toStored(item.url);
  if (item.typeKeywords !== before || item.type !== typeBefore) {
    item.typeKeywords = withGeneratedKeywords(item.type, item.typeKeywords, generatedOf(item, before));
  }
}

/** Key words that the portal keeps on the item because of what it is, whatever the owner sends. */
function generatedOf(item: ItemRecord, before: string[]): string[] {
  const kept = item.service === null ? [] : ['Hosted Service', 'View Service'];
  if (item.info['metadata/metadata.xml']) kept.push('Metadata');
  return kept.filter((keyword) => before.includes(keyword));
}

export function newItem(id: string, owner: string, folder: string | null): ItemRecord {
  const now = Date.now();
  return {
    id,
    owner,
    folder,
    created: now,
    modified: now,
    name: null,
    title: '',
    type: '',
    typeKeywords: [],
    description: null,
    tags: [],
    snippet: null,
    documentation: null,
    extent: [],
    categories: [],
    spatialReference: null,
    accessInformation: null,
    licenseInfo: null,
    culture: 'en-us',
    properties: null,
    advancedSettings: null,
    url: null,
    commentsEnabled: false,
    contentStatus: null,
    access: 'private',
    groups: [],
    protected: false,
    size: -1,
    data: null,
    dataIsText: false,
    thumbnail: null,
    info: {},
    resources: {},
    parts: null,
    job: null,
    recycled: null,
    service: null,
    publishedFrom: null,
  };
}

/** 'xmin,ymin,xmax,ymax' or the form of answers, [[xmin,ymin],[xmax,ymax]]. */
function extentOf(value: string): number[][] {
  const numbers = (value.match(/-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi) ?? []).map(Number);
  const [west, south, east, north] = numbers;
  if (west === undefined || south === undefined || east === undefined || north === undefined) return [];
  return [
    [west, south],
    [east, north],
  ];
}

function jsonOf(value: string, name: string): unknown {
  if (value === '') return null;
  try {
    return JSON.parse(value);
  } catch {
    throw new PortalError(400, `Invalid JSON in parameter '${name}'.`, {
      details: [`'${name}' is no valid JSON.`],
    });
  }
}
