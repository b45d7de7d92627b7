import type { PortalAddresses } from './addresses.js';
import { isCopyMark } from './is-copy-mark.js';
import { ITEM_ID, isItemId } from './item-id.js';
import { matchAddress } from './match-address.js';
import { parseServiceUrl } from './parse-service-url.js';
import type { Residue, ResidueReason } from './residue.js';
import { serviceKey } from './service-key.js';
import { escapedSlashView, percentView } from './text-views.js';
import { tokensOf } from './tokens-of.js';
import { visitStrings } from './visit-strings.js';
import { byHttp } from './web-socket.js';
import { withoutPort } from './without-port.js';
import { wordsPattern } from './words-pattern.js';

/** What must not remain in a copy. */
export interface KnownReferences {
  source: PortalAddresses;
  target: PortalAddresses;
  /** Ids of items, groups and folders of the source. A set that only grows is prepared once, however many documents are scanned with it. */
  itemIds: Iterable<string>;
  /** More of them, that only count for this document. */
  moreIds?: Iterable<string>;
  /** URLs of services of the source, at whatever host. As with the ids, a set is prepared once. */
  services: Iterable<string>;
}

/**
 * References to the source that are still in a copy: known ids, services of the source and of its servers,
 * addresses of the source portal, and its organisation id where the target has another. One entry per string
 * and remaining reference.
 * @param document parsed JSON, or text
 * @param where what was scanned: `data`, `item`, `resource:<path>`; begins each path. Of an item, the marks
 *   by which a copy knows its source (keywords `source-<id>` and the stamp) are no residue
 * @param explain reason for which a remaining reference may stay; it is asked with the item id, with the root
 *   URL of the service (as it is known, where the document has it with another port), or with the whole URL
 *   at the source portal
 */
export function findResidue(
  document: unknown,
  where: string,
  known: KnownReferences,
  explain: (value: string) => ResidueReason | null,
): Residue[] {
  const scanner = new Scanner(known);
  const found: Residue[] = [];
  visitStrings(document, ({ text, path, key, object }) => {
    if (where === 'item' && isCopyMark(text, path)) {
      return;
    }
    const remaining = new Map(scanner.remaining(text).map((one) => [one.about, one]));
    // The portal beside an item stays for the same reason as the item.
    const item = key === 'portalUrl' && isItemId(String(object?.itemId)) ? String(object?.itemId) : null;
    for (const [about, place] of remaining) {
      found.push({ path: `${where}:${path}`, value: excerpt(text, place), reason: explain(item ?? about) });
    }
  });
  return found;
}

/** Where a reference stands in the text (a URL as a whole), and how the reason for it is looked up. */
interface Remaining {
  about: string;
  start: number;
  end: number;
}

interface ServicesByForm {
  byKey: ReadonlyMap<string, string>;
  byName: ReadonlyMap<string, string>;
}

function lowerCase(ids: Iterable<string>): ReadonlySet<string> {
  return new Set([...ids].map((id) => id.toLowerCase()));
}

function servicesByForm(services: Iterable<string>): ServicesByForm {
  const byKey = new Map([...services].map((url) => [serviceKey(url), url]));
  return { byKey, byName: new Map([...byKey].map(([key, url]) => [withoutPort(key), url])) };
}

/** What was made of a set, as long as it is in use, and how large the set was then. */
type Prepared<T> = WeakMap<object, { size: number; made: T }>;

const IDS: Prepared<ReadonlySet<string>> = new WeakMap();
const SERVICES: Prepared<ServicesByForm> = new WeakMap();

/** Made once of a set that only grows: a run scans thousands of documents for the same ids. */
function prepared<T>(known: Prepared<T>, from: Iterable<string>, make: (from: Iterable<string>) => T): T {
  if (!(from instanceof Set)) return make(from);
  const before = known.get(from);
  if (before?.size === from.size) return before.made;
  const made = make(from);
  known.set(from, { size: from.size, made });
  return made;
}

class Scanner {
  readonly #ids: ReadonlySet<string>;
  readonly #moreIds: ReadonlySet<string>;
  readonly #services: ReadonlyMap<string, string>;
  readonly #servicesByName: ReadonlyMap<string, string>;
  readonly #servers: string[];
  readonly #hosts: string[];
  readonly #targetAddresses: string[];
  readonly #bareHosts: RegExp | null;
  readonly #organisation: RegExp | null;

  constructor({ source, target, itemIds, moreIds = [], services }: KnownReferences) {
    this.#ids = prepared(IDS, itemIds, lowerCase);
    this.#moreIds = lowerCase(moreIds);
    const { byKey, byName } = prepared(SERVICES, services, servicesByForm);
    this.#services = byKey;
    this.#servicesByName = byName;
    this.#servers = source.servers.map(serviceKey);
    this.#hosts = source.hosts;
    this.#targetAddresses = [serviceKey(target.url), ...target.hosts, ...target.servers.map(serviceKey)];
    this.#bareHosts = wordsPattern(source.hosts);
    this.#organisation =
      source.orgId === null || source.orgId === target.orgId ? null : wordsPattern([source.orgId]);
  }

  remaining(text: string): Remaining[] {
    if (/:\\\/\\\//.test(text)) {
      const view = escapedSlashView(text);
      const at = (offset: number): number => view.offsets[offset] ?? text.length;
      return this.remaining(view.text).map((one) => ({ ...one, start: at(one.start), end: at(one.end) }));
    }
    return tokensOf(text).flatMap(({ kind, start, end }) => {
      const part = text.slice(start, end);
      if (kind === 'text') {
        return this.#inWords(part).map((one) => ({
          ...one,
          start: start + one.start,
          end: start + one.end,
        }));
      }
      const about =
        kind === 'url'
          ? byHttp(part, (url) => this.#inUrl(url))
          : this.remaining(percentView(part).text).map((one) => one.about);
      return about.map((value) => ({ about: value, start, end }));
    });
  }

  #inUrl(url: string): string[] {
    const root = parseServiceUrl(url)?.root;
    const service = root === undefined ? undefined : this.#sourceService(root);
    if (service !== undefined) {
      return [service];
    }
    const ids = this.#idsIn(url).map(([id]) => id);
    if (ids.length > 0) {
      return ids;
    }
    const isSource = this.#isAt(url, this.#hosts) || this.#isAt(url, this.#servers);
    return isSource || this.#organisationIn(url) !== null ? [url] : [];
  }

  #inWords(text: string): Remaining[] {
    const hosts = [...(this.#bareHosts === null ? [] : text.matchAll(this.#bareHosts))].filter(({ index }) =>
      this.#isAt(text.slice(index), this.#hosts),
    );
    const organisation = this.#organisationIn(text);
    const words = [...this.#idsIn(text), ...hosts, ...(organisation === null ? [] : [organisation])];
    return words.map(({ 0: about, index }) => ({ about, start: index, end: index + about.length }));
  }

  #idsIn(text: string): RegExpExecArray[] {
    const isKnown = (id: string): boolean => this.#ids.has(id) || this.#moreIds.has(id);
    return [...text.matchAll(ITEM_ID)].filter(([id]) => isKnown(id.toLowerCase()));
  }

  #organisationIn(text: string): RegExpExecArray | null {
    return this.#organisation === null ? null : ([...text.matchAll(this.#organisation)][0] ?? null);
  }

  /**
   * The service as it is known, or as it is written if it is on a server of the source; undefined for any
   * other.
   */
  #sourceService(root: string): string | undefined {
    const key = serviceKey(root);
    const known = this.#services.get(key);
    if (known !== undefined) {
      return known;
    }
    // A server without web adaptor answers at two ports, and documents hold either.
    const byName = this.#servicesByName.get(withoutPort(key));
    if (byName !== undefined && matchAddress(root, this.#targetAddresses) === 0) {
      return byName;
    }
    const isSource = this.#isAt(root, this.#servers) || this.#isAt(root, this.#hosts);
    return isSource || this.#organisationIn(root) !== null ? root : undefined;
  }

  /** Whether a URL is at one of the addresses, and not rather at a longer one of the target. */
  #isAt(url: string, addresses: readonly string[]): boolean {
    const length = matchAddress(url, addresses);
    return length > 0 && matchAddress(url, this.#targetAddresses) < length;
  }
}

/** Characters of context on each side, and of a reference itself, that are shown. */
const CONTEXT = 60;
const LONGEST = 400;

/** The reference as it stands in the text, whole, with some of what is around it, without tokens. */
function excerpt(text: string, { start, end }: Remaining): string {
  const shown = end - start <= LONGEST ? text.slice(start, end) : `${text.slice(start, start + LONGEST)}…`;
  return (before(text.slice(0, start)) + shown + after(text.slice(end))).replace(
    /([?&;]token=)[^&#\s"'<>]+/gi,
    '$1…',
  );
}

/** Context is cut where a word or URL begins or ends, so that nothing looks like another address. */
function before(text: string): string {
  if (text.length <= CONTEXT) {
    return text;
  }
  const cut = text.slice(-CONTEXT);
  const word = /[\s"'<>,;(=](?=[^\s"'<>,;(=])/.exec(cut);
  return `…${word === null ? '' : cut.slice(word.index + 1)}`;
}

function after(text: string): string {
  if (text.length <= CONTEXT) {
    return text;
  }
  const cut = text.slice(0, CONTEXT);
  const word = /[\s"'<>,;)&][^\s"'<>,;)&]*$/.exec(cut);
  return `${word === null ? '' : cut.slice(0, word.index)}…`;
}
