import { readItem } from '../../items/read-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { ReferenceMap, ServiceMapping } from '../../references/reference-map.js';
import { serviceKey } from '../../references/service-key.js';
import type { CopyPair } from '../copy-settings.js';
import { isRefusal } from '../identity/origins.js';
import { pairLayer, pairService } from '../pairs/pair-service.js';
import { type ParsedPair, parsePair } from '../pairs/parse-pair.js';
import { emptyMap } from '../run/merge-map.js';
import { TargetServices } from './target-services.js';

/** Everything at an address that begins with `from` is now at `to`. */
export interface PrefixRule {
  /** Comparison form: no scheme, lower case, no trailing slash. */
  from: string;
  to: string;
}

/** A table of pairs that was found to be right. */
export interface PairTable {
  map: ReferenceMap;
  rules: PrefixRule[];
}

/** Where the table is checked: `source` may be missing; then layers keep their numbers and fields their names. */
export interface PairPortals {
  source: ReadablePortal | null;
  target: ReadablePortal;
}

/**
 * Checks every line of a table of pairs before anything is written. Throws ARCGIS_CONFIG for a line that is no pair, that changes nothing, or
 * that contradicts another one, and ARCGIS_NOT_FOUND for an item, service or layer that the target does not have.
 */
export async function checkPairs(
  pairs: readonly CopyPair[],
  portals: PairPortals,
  signal: AbortSignal,
): Promise<PairTable> {
  const checker = new PairChecker(portals, signal);
  for (const pair of pairs) {
    if (plain(pair.source) === plain(pair.target)) {
      throw wrong(`"${pair.source}" stands on both sides of a line, so nothing would change`);
    }
    if (isPrefix(pair.source) && isPrefix(pair.target)) checker.addRule(pair);
    else await checker.add(parsePair(pair));
  }
  return checker.table;
}

/** Scheme and case make no difference to where a reference leads. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/^https?:/, '')
    .replace(/\/+$/, '');
}

/** An address that is neither that of a service nor that of an item's page. */
function isPrefix(text: string): boolean {
  return /^https?:\/\/[^/?#\s]+[^?#\s]*$/i.test(text) && parseServiceUrl(text) === null;
}

class PairChecker {
  readonly table: PairTable = { map: emptyMap(), rules: [] };
  private readonly services: TargetServices;

  constructor(
    private readonly portals: PairPortals,
    private readonly signal: AbortSignal,
  ) {
    this.services = new TargetServices(portals.target);
  }

  addRule({ source, target }: CopyPair): void {
    const from = serviceKey(source);
    const to = target.replace(/\/+$/, '');
    if (`${serviceKey(to)}/`.startsWith(`${from}/`)) {
      throw wrong(`"${target}" begins with "${source}", so each run would change what the last one wrote`);
    }
    if (this.table.rules.some((rule) => rule.from === from)) throw wrong(`"${source}" is given twice`);
    this.table.rules.push({ from, to });
    this.table.rules.sort((a, b) => b.from.length - a.from.length);
  }

  async add(pair: ParsedPair): Promise<void> {
    if (pair.kind === 'item') await this.addItem(pair.source, pair.target);
    else await this.addService(pair);
  }

  private async addItem(source: string, target: string): Promise<void> {
    const [old, item] = await Promise.all([this.oldItem(source), this.itemOf(this.portals.target, target)]);
    if (!item) {
      const swapped = await this.itemOf(this.portals.target, source);
      throw this.missing(`item ${target}`, swapped ? ' The old and the new id seem to be swapped.' : '');
    }
    if (old && old.type !== item.type) {
      throw wrong(
        `the ${item.type} "${item.title}" (${target}) cannot stand for the ${old.type} "${old.title}"`,
      );
    }
    this.stand(source, target);
    if (old?.url && item.url && parseServiceUrl(old.url) && parseServiceUrl(item.url)) {
      this.learn(old.url, { ...(await this.mapping(old.url, item.url)), item: source });
    }
  }

  private async addService({ source, target }: ParsedPair & { kind: 'service' }): Promise<void> {
    const service = await this.services.read(target.root, this.signal);
    if (!service) throw this.missing(`service ${target.root}`);
    const item = service.itemId ? { item: service.itemId } : {};
    const { layer } = source;
    if (layer === null || target.layer === null) {
      const mapping = await this.mapping(source.root, target.root);
      this.learn(source.root, mapping);
      const from = await this.itemIdAt(source.root);
      if (from && service.itemId) {
        this.stand(from, service.itemId);
        this.learn(source.root, { ...mapping, item: from });
      }
      return;
    }
    if (!service.layers.has(target.layer)) throw this.missing(`layer ${target.root}/${target.layer}`);
    const known = this.known(source.root) ?? { url: source.root, layers: {} };
    if (known.elsewhere?.[layer]) throw wrong(`layer ${layer} of ${source.root} is given twice`);
    const fields = await this.lenient(
      async () =>
        (await pairLayer(this.reader(source.root), this.portals.target, source, target, this.signal)).fields,
      null,
    );
    known.elsewhere = { ...known.elsewhere, [layer]: { url: `${target.root}/${target.layer}`, ...item } };
    if (fields) known.fields = { ...known.fields, [layer]: fields };
    this.table.map.services[source.root] = known;
  }

  /** What the target itself had, such as an older copy, is read there; everything else at the source. */
  private reader(url: string): ReadablePortal {
    const { source, target } = this.portals;
    const isTarget = serviceKey(url).split('/')[0] === serviceKey(target.url).split('/')[0];
    return isTarget ? target : (source ?? target);
  }

  private mapping(from: string, to: string): Promise<ServiceMapping> {
    const { target } = this.portals;
    const root = parseServiceUrl(to)?.root ?? to;
    return this.lenient(() => pairService(this.reader(from), target, from, to, this.signal), {
      url: root,
      layers: {},
    });
  }

  /** A server that is gone for good is the very reason for some tables. */
  private async lenient<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await read();
    } catch (error) {
      const gone = ['ARCGIS_NETWORK', 'ARCGIS_TIMEOUT', 'ARCGIS_TLS', 'ARCGIS_AUTH', 'ARCGIS_UNEXPECTED'];
      if (error instanceof ArcGISError && gone.includes(error.code)) return otherwise;
      throw error;
    }
  }

  private known(root: string): ServiceMapping | undefined {
    const key = serviceKey(root);
    return Object.entries(this.table.map.services).find(([url]) => serviceKey(url) === key)?.[1];
  }

  private learn(root: string, mapping: ServiceMapping): void {
    const known = this.known(root);
    if (known && known.url !== root && serviceKey(known.url) !== serviceKey(mapping.url)) {
      throw wrong(`${root} is given twice, for ${known.url} and for ${mapping.url}`);
    }
    this.table.map.services[root] = { ...mapping, ...(known?.elsewhere && { elsewhere: known.elsewhere }) };
  }

  private stand(source: string, target: string): void {
    const known = this.table.map.items[source];
    if (known && known !== target) throw wrong(`${source} is given twice, for ${known} and for ${target}`);
    this.table.map.items[source] = target;
  }

  private async oldItem(id: string) {
    const { source, target } = this.portals;
    return (source && (await this.itemOf(source, id))) ?? (await this.itemOf(target, id));
  }

  private async itemOf(portal: ReadablePortal, id: string) {
    try {
      return await readItem(portal, id, this.signal);
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  }

  private itemIdAt(root: string): Promise<string | null> {
    return this.lenient(async () => {
      try {
        const { serviceItemId } = await this.reader(root).read<{ serviceItemId?: string }>(
          root,
          {},
          { signal: this.signal },
        );
        return serviceItemId ?? null;
      } catch (error) {
        if (isRefusal(error)) return null;
        throw error;
      }
    }, null);
  }

  private missing(what: string, more = ''): ArcGISError {
    const portal = this.portals.target.url;
    return new ArcGISError(
      'ARCGIS_NOT_FOUND',
      `The table of pairs names the ${what}, which is not in the target ${portal}, or which the signed-in user may not see.${more} Nothing was re-pointed: correct the table.`,
      { portal },
    );
  }
}

function wrong(why: string): ArcGISError {
  return new ArcGISError(
    'ARCGIS_CONFIG',
    `The table of pairs cannot be used: ${why}. Nothing was re-pointed: correct the table.`,
  );
}
