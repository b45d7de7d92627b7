import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import { readItem } from '../../items/read-item.js';
import { sameType } from '../../items/type-in-target.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { ReferenceMap, ServiceMapping } from '../../references/reference-map.js';
import { serviceKey } from '../../references/service-key.js';
import { withoutPort } from '../../references/without-port.js';
import { readGroup } from '../../sharing/group.js';
import type { CopyPair } from '../copy-settings.js';
import { isRefusal, type Origins } from '../identity/origins.js';
import { emptyMap } from '../run/merge-map.js';
import { pairLayer, pairService } from './pair-service.js';
import { type ParsedPair, parsePair } from './parse-pair.js';

/** What the user's table of pairs says. It comes before everything that the engine finds out itself. */
export class GivenPairs {
  /** What references to these items and services become: part of the map of every copy. */
  readonly map: ReferenceMap = emptyMap();
  /** Target ids by source id. */
  readonly copies = new Map<string, string>();
  /** Source items whose counterpart is used, but never written. */
  private readonly untouched = new Set<string>();
  /** Services of which only single layers are paired, by the URL in the map: as a whole they stay what they are. */
  private readonly inParts = new Set<string>();

  constructor(
    private readonly source: ReadablePortal,
    private readonly target: ReadablePortal,
    private readonly origins: Origins,
  ) {}

  /** Id of the target item that references to this source item lead to and that is never written; null if there is none. */
  counterpart(sourceId: string): string | null {
    return this.untouched.has(sourceId) ? (this.map.items[sourceId] ?? null) : null;
  }

  /** What the table says of a service, or of layers of it; undefined if it does not name it. */
  service(url: string): ServiceMapping | undefined {
    return this.entry(url)?.[1];
  }

  /** Whether the table says what the service becomes; a layer may be enough. */
  covers(url: string, layer?: string): boolean {
    const [key, mapping] = this.entry(url) ?? [];
    if (key === undefined || !mapping) return false;
    return !this.inParts.has(key) || mapping.elsewhere?.[layer ?? ''] !== undefined;
  }

  /** The source as it is known first, then by the other port of a server that answers at two. */
  private entry(url: string): [string, ServiceMapping] | undefined {
    const key = serviceKey(url);
    const entries = Object.entries(this.map.services);
    return (
      entries.find(([from]) => serviceKey(from) === key) ??
      entries.find(([from]) => withoutPort(serviceKey(from)) === withoutPort(key))
    );
  }

  /**
   * Adds a table, after every line of it was checked: nothing has been written by then. Throws ARCGIS_CONFIG for a line that is no pair, for
   * two that contradict each other and for items or layers of different types, ARCGIS_NOT_FOUND for a target that is not there.
   */
  async add(pairs: readonly CopyPair[], signal: AbortSignal): Promise<void> {
    for (const pair of pairs.map(parsePair)) {
      if (pair.kind === 'item') await this.addItem(pair, signal);
      else await this.addService(pair, signal);
    }
  }

  private async addItem(
    { source, target, use }: ParsedPair & { kind: 'item' },
    signal: AbortSignal,
  ): Promise<void> {
    const [original, copy] = await Promise.all([
      this.itemOf(this.source, source, signal),
      this.itemOf(this.target, target, signal),
    ]);
    if (!original && !copy && (await this.addGroup(source, target, signal))) return;
    if (!copy) throw noTarget(this.target, `item ${target}`);
    if (original && !sameType(original.type, copy.type)) {
      throw conflict(
        `the ${copy.type} "${copy.title}" (${target}) cannot stand for the ${original.type} "${original.title}" (${source})`,
      );
    }
    this.stand(source, target);
    this.origins.itemIds.add(source);
    if (use === 'update' && original && kindOf(original).kind !== 'unsupported') {
      this.copies.set(source, target);
      return;
    }
    this.untouched.add(source);
    if (original?.url && copy.url && isService(original.url) && isService(copy.url)) {
      const mapping = await pairService(this.source, this.target, original.url, copy.url, signal);
      this.map.services[original.url] = { ...mapping, item: source };
    }
  }

  /** Two ids may be those of groups. */
  private async addGroup(source: string, target: string, signal: AbortSignal): Promise<boolean> {
    const group = await readGroup(this.target, target, { signal });
    if (!group) return false;
    const known = this.map.groups[source];
    if (known && known !== group.id) throw conflict(`${source} is paired with ${known} and with ${target}`);
    this.map.groups[source] = group.id;
    return true;
  }

  private async addService(
    { source, target }: ParsedPair & { kind: 'service' },
    signal: AbortSignal,
  ): Promise<void> {
    const [from, to] = await Promise.all([
      this.itemIdOf(this.source, source.root, signal).catch((error: unknown) =>
        this.gone(source.root, error),
      ),
      this.itemIdOf(this.target, target.root, signal),
    ]);
    if (to === undefined) throw noTarget(this.target, `service ${target.root}`);
    this.origins.serviceUrls.add(source.root);
    const [key = source.root, known] = this.entry(source.root) ?? [];
    if (source.layer !== null && target.layer !== null) {
      const mapping = known ?? {
        url: source.root,
        layers: {},
        ...(from && from !== 'gone' && { item: from }),
      };
      const { layer } = source;
      if (mapping.elsewhere?.[layer]) throw conflict(`layer ${layer} of ${source.root} is paired twice`);
      const { url, fields } =
        from === 'gone'
          ? { url: `${target.root}/${target.layer}` }
          : await pairLayer(this.source, this.target, source, target, signal);
      mapping.elsewhere = { ...mapping.elsewhere, [layer]: { url, ...(to && { item: to }) } };
      if (fields) mapping.fields = { ...mapping.fields, [layer]: fields };
      if (!known) this.inParts.add(key);
      this.map.services[key] = mapping;
      return;
    }
    const whole =
      from === 'gone'
        ? { url: target.root, layers: {} }
        : await pairService(this.source, this.target, source.root, target.root, signal);
    if (known && !this.inParts.delete(key)) throw conflict(`${source.root} is paired twice`);
    // Lines for single layers may come first: they hold on.
    const layers = known?.elsewhere && { elsewhere: known.elsewhere };
    if (from === 'gone') {
      this.map.services[key] = { ...whole, ...layers };
      return;
    }
    this.map.services[key] = { ...whole, ...layers, ...(from && { item: from }) };
    if (!from || !to) return;
    this.stand(from, to);
    this.untouched.add(from);
  }

  /** A server that was switched off, and is none of the source's own, is what pairs are for: its layers keep their numbers. */
  private gone(url: string, error: unknown): 'gone' {
    const isUnreachable =
      error instanceof ArcGISError && ['ARCGIS_NETWORK', 'ARCGIS_TIMEOUT', 'ARCGIS_TLS'].includes(error.code);
    if (!isUnreachable || this.origins.isOwn(url)) throw error;
    return 'gone';
  }

  private stand(source: string, target: string): void {
    const known = this.map.items[source];
    if (known && known !== target) throw conflict(`${source} is paired with ${known} and with ${target}`);
    this.map.items[source] = target;
  }

  private async itemOf(portal: ReadablePortal, id: string, signal: AbortSignal): Promise<Item | null> {
    try {
      return await readItem(portal, id, signal);
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  }

  /** The item of a service: null if it has none, undefined if the service cannot be read. */
  private async itemIdOf(
    portal: ReadablePortal,
    root: string,
    signal: AbortSignal,
  ): Promise<string | null | undefined> {
    try {
      const service = await portal.read<{ serviceItemId?: string }>(root, {}, { signal });
      return service.serviceItemId || null;
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }
}

function isService(url: string): boolean {
  return parseServiceUrl(url) !== null;
}

function conflict(why: string): ArcGISError {
  return new ArcGISError('ARCGIS_CONFIG', `The table of pairs cannot be used: ${why}. Correct it.`);
}

function noTarget(portal: ReadablePortal, what: string): ArcGISError {
  return new ArcGISError(
    'ARCGIS_NOT_FOUND',
    `The table of pairs names the ${what}, which is not in the target ${portal.url}, or the signed-in user may not see it. Correct the table.`,
    { portal: portal.url },
  );
}
