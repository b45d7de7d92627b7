import type { PortalAddresses } from './addresses.js';
import { withoutComments } from './arcade-tokens.js';
import { ITEM_ID, isItemId } from './item-id.js';
import { matchAddress } from './match-address.js';
import { parseServiceUrl } from './parse-service-url.js';
import { isScriptKey, isUserKey, kindOfId } from './reference-keys.js';
import { escapedSlashView, percentView } from './text-views.js';
import { tokensOf } from './tokens-of.js';
import { type StringPlace, visitStrings } from './visit-strings.js';
import { byHttp } from './web-socket.js';

/** A reference that a document holds. */
export interface Reference {
  /** JSON path of the string that holds it. */
  path: string;
  kind: 'item' | 'service' | 'group' | 'user' | 'portal';
  /** As it is written: an id, a user name, a URL. */
  value: string;
  /** Of an item or group, in lower case. */
  id?: string;
  /** Of a service: its root URL, without layer, query and token. */
  url?: string;
  /** Of a service: number of the layer or table, if it is named. */
  layer?: string;
}

/**
 * Every reference of a document (parsed JSON, or text): items, groups and users under keys that are known to
 * name them, ids in URLs, in links and in string literals of scripts, services of any host, and addresses of
 * the source portal. Comments of Arcade expressions do not count. Names of images are not taken for items;
 * the document's own id, where it holds it, is. References to items of other portals are left out as far as
 * the URL shows it. One entry per place and reference, in order.
 */
export function findReferences(document: unknown, source: PortalAddresses): Reference[] {
  const found = new Map<string, Reference>();
  const isConfigurable = typeof document === 'object' && document !== null && 'values' in document;
  visitStrings(document, (place) => {
    // The template that a configurable app was made from belongs to the product, not to the portal's content.
    if (isConfigurable && place.path === '$.source') {
      return;
    }
    for (const reference of referencesOf(place, source)) {
      found.set(`${reference.path} ${reference.kind} ${reference.value}`, reference);
    }
  });
  return [...found.values()];
}

type Found = Omit<Reference, 'path'>;

function referencesOf(
  { text, path, key, holder, object }: StringPlace,
  source: PortalAddresses,
): Reference[] {
  const ids = key === null ? [] : idsOf(text);
  if (key !== null && ids.length > 0) {
    const kind = isAtOtherPortal(object, source) ? null : kindOfId(key, holder);
    return kind === null ? [] : ids.map((value) => ({ path, kind, value, id: value.toLowerCase() }));
  }
  if (key !== null && isUserKey(key) && text !== '') {
    return [{ path, kind: 'user', value: text }];
  }
  const isScript = key !== null && (isScriptKey(key) || /featuresetbyportalitem/i.test(text));
  return inText(isScript ? withoutComments(text) : text, source).map((reference) => ({ path, ...reference }));
}

/** Whether what is beside a value says that it is of a portal which is not the source, nor shows the source's items. */
function isAtOtherPortal(object: StringPlace['object'], source: PortalAddresses): boolean {
  const portalUrl = object?.portalUrl;
  if (typeof portalUrl !== 'string' || !/^https?:/i.test(portalUrl)) {
    return false;
  }
  return matchAddress(portalUrl, source.hosts) === 0 && (source.isPortal || !isOnline(portalUrl));
}

function isOnline(url: string): boolean {
  return /^(?:https?:)?\/\/(?:[\w-]+\.)*(?:arcgis|esri)\.com(?=[:/?#]|$)/i.test(url);
}

/** The ids that a text consists of: one, or a list of them. */
function idsOf(text: string): string[] {
  const words = text.length < 32 ? [] : text.split(/[,;|\s]+/).filter((word) => word !== '');
  return words.every(isItemId) ? words : [];
}

function inText(text: string, source: PortalAddresses): Found[] {
  if (/:\\\/\\\//.test(text)) {
    return inText(escapedSlashView(text).text, source);
  }
  return tokensOf(text).flatMap(({ kind, start, end }) => {
    const part = text.slice(start, end);
    if (kind === 'encoded-url') {
      return inText(percentView(part).text, source);
    }
    if (kind === 'url' && isSurveyOf(part, text.slice(end), source)) {
      return inWords(part, undefined, BEFORE_ITEM);
    }
    return kind === 'url' ? byHttp(part, (url) => inUrl(url, source)) : inWords(part, text[end], BEFORE_ITEM);
  });
}

/** Survey123 shows the surveys of every portal at one address; which is meant, a parameter says. */
function isSurveyOf(url: string, rest: string, source: PortalAddresses): boolean {
  if (!/^(?:https?:)?\/\/survey123\.arcgis\.(?:com|app)\//i.test(url)) {
    return false;
  }
  const portal = /portalUrl=([^&\s"'<>]+)/i.exec(url + rest)?.[1] ?? '';
  return matchAddress(percentView(portal).text, source.hosts) > 0;
}

const PORTAL_PATH = /\/(?:home|sharing|apps)\//;

function inUrl(url: string, source: PortalAddresses): Found[] {
  const service = parseServiceUrl(url);
  if (service !== null) {
    const { root, layer } = service;
    const found: Found = { kind: 'service', value: url, url: root };
    return [layer === undefined ? found : { ...found, layer }];
  }
  const length = matchAddress(url, source.hosts);
  const isSource = length > 0 && matchAddress(url, source.servers.map(withoutScheme)) < length;
  // Whatever else looks like a portal is another one: its ids mean nothing here.
  if (!isSource && (source.isPortal || (PORTAL_PATH.test(url) && !isOnline(url)))) {
    return [];
  }
  const ids = inWords(
    url.slice(length),
    undefined,
    isSource ? /^(?!.*\/(?:resources|info)\/).*[/=#]$/s : BEFORE_ITEM,
  );
  return ids.length === 0 && isSource ? [{ kind: 'portal', value: url }] : ids;
}

function withoutScheme(url: string): string {
  return url.replace(/^(https?:)?\/\//i, '').toLowerCase();
}

/** What stands before an id that names an item or group: a path of the portal, a parameter, a quote. */
const BEFORE_ITEM =
  /(?:\/(?:items|dashboards|experience|stories|collections|briefings|share|storymaps|page|draft)\/|[?&#;/{](?:id|item_?id|web_?map|web_?scene|app_?id|surveyid|\w*item_?id)=|#\/?)$/i;
const BEFORE_GROUP =
  /(?:group\.html\?(?:[^"'\s]*&)?id=|[?&#;](?:group|groupid)=|\/groups\/|\bgroups\.get\(\s*["'`])$/i;

function inWords(text: string, next: string | undefined, beforeItem: RegExp): Found[] {
  const found: Found[] = [];
  for (const { 0: value, index } of text.matchAll(ITEM_ID)) {
    const before = text.slice(Math.max(0, index - 200), index);
    const after = text[index + value.length] ?? next;
    const isLiteral = (/["'`]$/.test(before) && after === before.at(-1)) || before.endsWith('&quot;');
    if (BEFORE_GROUP.test(before)) {
      found.push({ kind: 'group', value, id: value.toLowerCase() });
    } else if (beforeItem.test(before) || isLiteral) {
      found.push({ kind: 'item', value, id: value.toLowerCase() });
    }
  }
  return found;
}
