import type { MarkedReference, Target } from './marked-reference.js';
import type { ReferenceResolver } from './resolve-reference.js';
import { type StringPlace, visitStrings } from './visit-strings.js';

const URLS = /https?:\/\/[^\s"'<>\\`)}\]]+/gi;
const ENCODED_URLS = /https?%3A%2F%2F[^\s"'<>\\`)}\]&]+/gi;
const IDS = /(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])/gi;
/** Properties whose value is the id of an item or group. */
const ID_KEY = /(?:item|portal|map|scene|app|group|folder)_?ids?$|^(?:webmap|webscene|group|item)s?$/i;
/** What stands before an id of an item in an address without host, or in an Arcade expression. */
const BEFORE_ID = /[?&](?:id|web_?map|web_?scene|app_?id|item_?id|group)=$|\/items\/$/i;
const BY_ITEM = /FeatureSetByPortalItem/i;

type Found = Omit<MarkedReference, 'part'>;

/**
 * The references of a document (parsed JSON, or text), each with where it leads. An id that is known in no portal counts as broken only
 * where an id of an item must stand: symbols and widgets have names that look like ids.
 */
export async function markReferences(document: unknown, resolver: ReferenceResolver): Promise<Found[]> {
  const found: Promise<Found[]>[] = [];
  for (const place of visitStrings(document)) {
    if (place.text.length >= 8) found.push(inString(place, resolver));
  }
  const all = new Map<string, Found>();
  for (const one of (await Promise.all(found)).flat()) all.set(`${one.path} ${one.value}`, one);
  return [...all.values()];
}

async function inString(place: StringPlace, resolver: ReferenceResolver): Promise<Found[]> {
  const { path } = place;
  const text = place.text.replaceAll('\\/', '/').replaceAll('&amp;', '&');
  const urls = [
    ...(text.match(URLS) ?? []).map((url) => url.replace(/[.,;:]+$/, '')),
    ...(text.match(ENCODED_URLS) ?? []).map(plain),
  ];
  const found = await Promise.all(
    urls.map(async (value): Promise<Found> => ({ path, value, ...(await resolver.url(value)) })),
  );
  const rest = text.replace(URLS, ' ').replace(ENCODED_URLS, ' ');
  for (const match of rest.matchAll(IDS)) {
    const target = resolver.id(match[0]) ?? (await unknownId(place, rest, match.index, resolver));
    if (target) found.push({ path, value: match[0], ...target });
  }
  return found;
}

/** An id that no portal knows: broken, part of a reference to somewhere else, or no reference at all (null). */
async function unknownId(
  { key, holder, text }: StringPlace,
  rest: string,
  index: number,
  resolver: ReferenceResolver,
): Promise<Target | null> {
  const isWhole = rest.trim().length === 32;
  const before = rest.slice(0, index);
  const isMeant = isWhole
    ? ID_KEY.test(key)
    : BEFORE_ID.test(before) || ID_KEY.test(key) || (BY_ITEM.test(text) && /["'`]$/.test(before));
  if (!isMeant) return null;
  // A layer of another organisation is named by its address and its id.
  const beside = [holder.url, holder.styleUrl].find((one): one is string => typeof one === 'string');
  if (beside !== undefined && /^https?:/i.test(beside)) {
    const { where, what } = await resolver.url(beside);
    if (where === 'elsewhere') return { where, what: `item beside an address at ${what}`, link: null };
  }
  return { where: 'broken', what: 'nothing has this id', link: null };
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
