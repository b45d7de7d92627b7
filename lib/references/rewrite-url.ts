import { appUrl } from './app-url.js';
import { dropToken } from './drop-token.js';
import { ITEM_ID } from './item-id.js';
import { parseServiceUrl } from './parse-service-url.js';
import type { ReferenceIndex } from './reference-index.js';
import { replaceServiceUrl } from './replace-service-url.js';
import { rewriteIds } from './rewrite-ids.js';
import { byHttp } from './web-socket.js';

/** Answers for all organisations of ArcGIS Online; an item of the source may be named by it. */
const ONLINE = /^(?:https?:)?\/\/www\.arcgis\.com(?=[/?#]|$)/i;

/** Services that the portal itself passes on, by an item that stores the credentials. */
const PROXIED = /\/sharing\/(?:appservices|servers)\/|\/usrsvcs\/servers\//i;

/**
 * A URL of the source as it is in the target. A service, helper service or portal address is replaced at its
 * boundary; ids in the rest of the URL follow the map; tokens are removed. A URL that names an item of the
 * source which has no copy stays as it is: pointed at the target it would lead nowhere. So does every URL of
 * another portal or server.
 * @param behind the text behind the URL
 */
export function rewriteUrl(url: string, index: ReferenceIndex, behind = ''): string {
  return byHttp(
    url,
    (one) => rewriteHttpUrl(one, index, behind),
    (rewritten) => rewritten.replace(/^http/i, 'ws'),
  );
}

function rewriteHttpUrl(url: string, index: ReferenceIndex, behind: string): string {
  const service = PROXIED.test(url) ? null : parseServiceUrl(url);
  if (service !== null) {
    const rest = rewriteIds(service.rest, index);
    const mapping = index.service(service.root);
    if (mapping !== undefined) {
      return replaceServiceUrl(withRest(url, service.rest, rest), mapping);
    }
    const helper = index.helper(service.root);
    const isSource = helper !== undefined || index.isAtSource(service.root);
    return (
      (helper === undefined ? url.slice(0, url.length - service.rest.length) : helperUrl(service, helper)) +
      (isSource ? dropToken(rest) : rest)
    );
  }
  const app = appUrl(url, index, behind);
  if (app !== undefined) {
    return dropToken(app);
  }
  const length = index.sourceAddress(url);
  if (length > 0) {
    const rest = url.slice(length);
    return namesOnlyForeignItems(rest, index)
      ? dropToken(url)
      : withScheme(url, index.target.url) + dropToken(rewriteIds(rest, index));
  }
  const rewritten = rewriteIds(url, index);
  const online = ONLINE.exec(url);
  return online !== null && rewritten !== url && index.target.isPortal
    ? withScheme(url, index.target.url) + rewritten.slice(online[0].length)
    : rewritten;
}

function namesOnlyForeignItems(rest: string, index: ReferenceIndex): boolean {
  const ids = [...rest.matchAll(ITEM_ID)]
    .filter(({ index: at, 0: id }) => /[/=#:FfDd]$/.test(rest.slice(0, at)) && rest[at + id.length] !== '.')
    .map((match) => match[0]);
  return ids.length > 0 && !ids.some((id) => index.id(id) !== undefined || index.isTargetId(id));
}

function withRest(url: string, from: string, to: string): string {
  return from === to ? url : url.slice(0, url.length - from.length) + to;
}

function helperUrl(service: { root: string; layer?: string }, helper: string): string {
  const target = parseServiceUrl(helper);
  const root = target?.root ?? helper;
  return withScheme(service.root, root) + (service.layer === undefined ? '' : `/${service.layer}`);
}

/** The replacement without its scheme, where the URL that it replaces has none. */
function withScheme(url: string, replacement: string): string {
  return url.startsWith('//') ? replacement.replace(/^https?:/i, '') : replacement;
}
