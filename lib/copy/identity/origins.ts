import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import { readItem } from '../../items/read-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import type { PortalAddresses } from '../../references/addresses.js';
import { matchAddress } from '../../references/match-address.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { ResidueReason } from '../../references/residue.js';
import { serviceKey } from '../../references/service-key.js';
import { withoutPort } from '../../references/without-port.js';
import type { ItemSummary } from '../run/message.js';
import { Slots } from '../run/slots.js';

/** What a reference leads to: an item of the source that can be copied, or something that stays as it is and why. */
export type Origin =
  | { kind: 'item'; item: Item }
  /** `reason` is null if it is none of the source's things, so that nothing needs to be explained. */
  | { kind: 'stays'; reason: ResidueReason | null };

const FOREIGN: Origin = { kind: 'stays', reason: null };

/** Items of this type are tiles, or a style with the address of the tiles that it shows: from a summary that cannot be told. */
const STYLED = 'Vector Tile Service';

/** Services that a portal may host, so that an item of its own belongs to them. */
const HOSTED_TYPES = /^(?:Feature|Map|VectorTile|Scene|Image)Server$/i;

/** Items that are read at once; the transport lets fewer pass. */
const READS_AT_ONCE = 32;

/** Finds out what the references in source documents lead to. Each is asked once per run. */
export class Origins {
  /** Ids and services of the source, as far as they came up: what no copy should refer to. */
  readonly itemIds: Set<string>;
  readonly serviceUrls = new Set<string>();
  private readonly turns = new Slots(READS_AT_ONCE);
  private readonly reading = new Map<string, Promise<Item>>();
  private readonly items = new Map<string, Promise<Origin>>();
  private readonly services = new Map<string, Promise<Origin>>();
  /** Source item ids by the comparison form of their service's URL. */
  private readonly idsByService = new Map<string, string>();
  /** The same without ports: a server without web adaptor answers at two, and documents hold either. */
  private readonly idsByName = new Map<string, string>();

  constructor(
    private readonly source: ReadablePortal,
    private readonly addresses: PortalAddresses,
    /** What is there is none of the source's, whatever its path. */
    private readonly targetAddresses: PortalAddresses,
    private readonly orgId: string,
    announced: ItemSummary[],
  ) {
    this.itemIds = new Set(announced.map(({ id }) => id));
    for (const { id, url, type } of announced) if (url && type !== STYLED) this.learnService(url, id);
  }

  /** A source item, read once per run; `anew`: as it is now. */
  read(id: string, signal: AbortSignal, anew = false): Promise<Item> {
    let item = anew ? undefined : this.reading.get(id);
    if (!item) {
      item = this.readInTurn(id, signal);
      this.reading.set(id, item);
      item.catch(() => this.reading.delete(id));
    }
    return item;
  }

  /** A run announces thousands at once: calls that only wait take memory, too. */
  private async readInTurn(id: string, signal: AbortSignal): Promise<Item> {
    await this.turns.take();
    try {
      return await readItem(this.source, id, signal);
    } finally {
      this.turns.give();
    }
  }

  ofItem(id: string, signal: AbortSignal): Promise<Origin> {
    return remember(this.items, id, () => this.askItem(id, signal));
  }

  /**
   * A layer given only by URL leads to its item through `serviceItemId` of the service. Other items may have the URL of a hosted service as well: layers that
   * were saved under a name of their own, with other pop-ups or symbols.
   */
  ofService(url: string, signal: AbortSignal): Promise<Origin> {
    const key = serviceKey(url);
    return remember(this.services, key, async () => {
      const known = this.canonical(url);
      const id =
        this.idsByService.get(key) ??
        (this.isAtTarget(url) ? undefined : this.idsByName.get(withoutPort(key)));
      const named = id === undefined ? null : await this.ofItem(id, signal);
      if (named && !isReference(named)) return named;
      if (!this.isAtSource(serviceKey(known))) return named ?? FOREIGN;
      this.serviceUrls.add(url);
      const parsed = parseServiceUrl(known);
      if (!parsed || !HOSTED_TYPES.test(parsed.type))
        return named ?? { kind: 'stays', reason: 'not-hosted-service' };
      const own = await this.askService(parsed.root, signal);
      return own.kind === 'item' ? own : (named ?? own);
    });
  }

  private async askItem(id: string, signal: AbortSignal): Promise<Origin> {
    let item: Item;
    try {
      item = await this.read(id, signal);
    } catch (error) {
      if (isRefusal(error)) return { kind: 'stays', reason: 'not-accessible' };
      throw error;
    }
    if (this.isForeign(item)) return FOREIGN;
    this.learn(item);
    if (kindOf(item).kind !== 'unsupported') return { kind: 'item', item };
    return { kind: 'stays', reason: 'not-copied' };
  }

  private async askService(root: string, signal: AbortSignal): Promise<Origin> {
    try {
      const { serviceItemId } = await this.source.read<{ serviceItemId?: string }>(root, {}, { signal });
      if (serviceItemId) return await this.ofItem(serviceItemId, signal);
      return { kind: 'stays', reason: 'not-hosted-service' };
    } catch (error) {
      if (isRefusal(error)) return { kind: 'stays', reason: 'not-accessible' };
      throw error;
    }
  }

  /** Makes an item known that was met elsewhere. */
  learn({ id, url, typeKeywords }: Item): void {
    this.itemIds.add(id);
    // A style has the address of the tiles that it shows, which are another item's.
    if (url && !typeKeywords.includes('Vector Tile Style Editor')) this.learnService(url, id);
  }

  private learnService(url: string, itemId: string): void {
    if (!parseServiceUrl(url)) return;
    this.idsByService.set(serviceKey(url), itemId);
    this.idsByName.set(withoutPort(serviceKey(url)), itemId);
    if (this.isAtSource(serviceKey(url))) this.serviceUrls.add(url);
  }

  /** The URL at the address of the source's server that is known: by the other one it may not even be reachable from here. */
  private canonical(url: string): string {
    if (this.isAtSource(serviceKey(url)) || this.isAtTarget(url)) return url;
    const named = withoutPort(serviceKey(url));
    for (const server of this.addresses.servers) {
      const root = withoutPort(serviceKey(server));
      if (!named.startsWith(`${root}/`)) continue;
      const path = url.replace(/^(?:https?:)?\/\/[^/]+/i, '');
      return server + path.slice(new URL(server).pathname.replace(/\/+$/, '').length);
    }
    return url;
  }

  /** Whether a URL is one of the source portal or of its servers. */
  isOwn(url: string): boolean {
    return this.isAtSource(serviceKey(url));
  }

  private isAtTarget(url: string): boolean {
    const { hosts, servers } = this.targetAddresses;
    return matchAddress(url, [...hosts, ...servers.map(serviceKey)]) > 0;
  }

  private isAtSource(key: string): boolean {
    const roots = [...this.addresses.servers.map(serviceKey), ...this.addresses.hosts];
    return roots.some((root) => key.startsWith(`${root}/`));
  }

  /** Items of other organisations of ArcGIS Online, and what the portal software brings itself. */
  private isForeign(item: Item): boolean {
    if (item.owner.startsWith('esri_') || item.isOrgItem === false) return true;
    return !this.addresses.isPortal && item.orgId !== undefined && item.orgId !== this.orgId;
  }
}

/** Whether an item only has the address of a service, which another item may own. */
function isReference(origin: Origin): boolean {
  return origin.kind === 'item' && kindOf(origin.item).kind === 'service-reference';
}

/** The portal's word that something is not there or not for this user, in contrast to trouble on the way. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof ArcGISError)) return false;
  if (error.code === 'ARCGIS_NOT_FOUND' || error.code === 'ARCGIS_FORBIDDEN') return true;
  if (error.code !== 'ARCGIS_UNEXPECTED') return false;
  const { esriCode = 0, portalMessage = '' } = error.details;
  // Any other 500 may have passed by the next run: taken for an answer, it would make a good copy refer to the source again.
  if (esriCode === 500) return /not started|stopped/i.test(portalMessage);
  return [400, 403, 404].includes(esriCode);
}

/** What failed is asked again the next time. */
function remember(
  known: Map<string, Promise<Origin>>,
  key: string,
  ask: () => Promise<Origin>,
): Promise<Origin> {
  let origin = known.get(key);
  if (!origin) {
    origin = ask();
    known.set(key, origin);
    origin.catch(() => known.delete(key));
  }
  return origin;
}
