import type { PortalAddresses } from './addresses.js';
import type { MapLayer, MapLayers } from './map-layers.js';
import { matchAddress } from './match-address.js';
import type { ReferenceMap, ServiceMapping } from './reference-map.js';
import { type FieldNames, fieldNames } from './rename-fields.js';
import { serviceKey } from './service-key.js';
import { withoutPort } from './without-port.js';
import { wordsPattern } from './words-pattern.js';

/** What a rewrite knows: what became of each reference, and how the two portals are addressed. */
export interface RewriteContext {
  map: ReferenceMap;
  source: PortalAddresses;
  target: PortalAddresses;
  /** Folder id in the source → folder id in the target. Other folder ids in apps are removed. */
  folders?: Record<string, string>;
  /** Layers of the maps through which the document names fields, as they were before anything was rewritten. */
  maps?: MapLayers;
  /** Client ids of registered applications in the source → in the target. */
  clients?: Record<string, string>;
}

const NO_NAMES: FieldNames = new Map();

/** A rewrite context prepared for look-ups by the forms in which documents write references. */
export class ReferenceIndex {
  readonly source: PortalAddresses;
  readonly target: PortalAddresses;
  readonly users: ReadonlyMap<string, string>;
  readonly clients: ReadonlyMap<string, string>;
  /**
   * Whether any layer got another number or any field another name, so that documents need the passes for
   * these.
   */
  readonly renumbers: boolean;
  readonly renames: boolean;
  /** Every form of the source's address, ready to be found in text without a scheme. */
  readonly bareAddress: RegExp | null;
  readonly #ids = new Map<string, string>();
  readonly #targetIds = new Set<string>();
  readonly #services = new Map<string, ServiceMapping>();
  readonly #servicesByItem = new Map<string, { key: string; mapping: ServiceMapping }>();
  readonly #servicesByName = new Map<string, ServiceMapping>();
  readonly #targetServices = new Set<string>();
  readonly #targetAddresses: string[];
  readonly #targetHosts: string[];
  readonly #servers: string[];
  readonly #helpers = new Map<string, string>();
  readonly #maps: ReadonlyMap<string, readonly MapLayer[]>;
  readonly #names = new WeakMap<object, FieldNames>();

  constructor({ map, source, target, folders = {}, maps = {}, clients = {} }: RewriteContext) {
    this.clients = new Map(Object.entries(clients));
    this.#maps = new Map(Object.entries(maps).map(([id, layers]) => [id.toLowerCase(), layers]));
    this.source = source;
    this.target = target;
    this.users = new Map(Object.entries(map.users));
    for (const [from, to] of Object.entries({ ...folders, ...map.groups, ...map.items })) {
      if (!to.startsWith('planned:')) {
        this.#ids.set(from.toLowerCase(), to);
        this.#targetIds.add(to.toLowerCase());
      }
    }
    for (const [url, mapping] of Object.entries(map.services)) {
      const key = serviceKey(url);
      if (!mapping.url.startsWith('planned:')) {
        this.#services.set(key, mapping);
        this.#servicesByName.set(withoutPort(key), mapping);
        // A service of which only some layers are elsewhere stands for itself.
        if (serviceKey(mapping.url) !== key) {
          this.#targetServices.add(serviceKey(mapping.url));
        }
        if (mapping.item !== undefined) {
          this.#servicesByItem.set(mapping.item.toLowerCase(), { key, mapping });
        }
      }
    }
    const mappings = [...this.#services.values()];
    this.renumbers = mappings.some(({ layers }) => Object.entries(layers).some(([from, to]) => from !== to));
    this.renames = mappings.some(({ fields }) => fields !== undefined && Object.keys(fields).length > 0);
    this.#targetHosts = [serviceKey(target.url), ...target.hosts];
    this.#servers = source.servers.map(serviceKey);
    this.#targetAddresses = [...this.#targetHosts, ...target.servers.map(serviceKey)];
    for (const [name, url] of Object.entries(source.helpers ?? {})) {
      const counterpart = target.helpers?.[name];
      if (counterpart !== undefined && this.isAtSource(url)) {
        this.#helpers.set(serviceKey(url), counterpart);
      }
    }
    this.bareAddress = wordsPattern(source.hosts);
  }

  /** The target's id for a source item, group or folder. */
  id(sourceId: string): string | undefined {
    return this.#ids.get(sourceId.toLowerCase());
  }

  isTargetId(id: string): boolean {
    return this.#targetIds.has(id.toLowerCase());
  }

  /**
   * The mapping of the service that the URL (root, layer or below) belongs to. A server without web adaptor
   * answers at two ports and documents hold either, so the port may be another one, unless the URL is the
   * target's.
   */
  service(url: string): ServiceMapping | undefined {
    const key = serviceKey(url);
    if (this.#targetServices.has(key)) {
      return undefined;
    }
    const mapping = this.#services.get(key);
    if (mapping !== undefined) {
      return mapping;
    }
    const byName = this.#servicesByName.get(withoutPort(key));
    return byName !== undefined && matchAddress(url, this.#targetAddresses) === 0 ? byName : undefined;
  }

  /** The service of a source item, with the comparison form of its source URL. */
  serviceOfItem(sourceId: string): { key: string; mapping: ServiceMapping } | undefined {
    return this.#servicesByItem.get(sourceId.toLowerCase());
  }

  /** The layers of a map that the document names, by the id of its item. */
  layersOfMap(id: string): readonly MapLayer[] {
    return this.#maps.get(id.toLowerCase()) ?? [];
  }

  /** The layers of all maps that the document names. */
  get mapLayers(): MapLayer[] {
    return [...this.#maps.values()].flat();
  }

  /** Renamed fields as they are looked up: the same object for the same layer. */
  names(fields: Record<string, string> | undefined): FieldNames {
    if (fields === undefined) return NO_NAMES;
    const names = this.#names.get(fields) ?? fieldNames(fields);
    this.#names.set(fields, names);
    return names;
  }

  /** URL of the target's utility service of the same purpose, if the URL is one of the source's own. */
  helper(url: string): string | undefined {
    return this.#helpers.get(serviceKey(url));
  }

  /**
   * Length of the beginning of a URL that is the source portal's address; 0 if it is not, or if the URL
   * rather belongs to the target or to one of the source's servers (which may have an address below the
   * portal's).
   */
  sourceAddress(url: string): number {
    const length = matchAddress(url, this.source.hosts);
    const taken = (addresses: readonly string[]): boolean => matchAddress(url, addresses) >= length;
    return length > 0 && (taken(this.#targetHosts) || taken(this.#servers)) ? 0 : length;
  }

  /** Whether the URL is one of the source portal or of its servers. */
  isAtSource(url: string): boolean {
    return matchAddress(url, [...this.source.hosts, ...this.#servers]) > 0;
  }
}
