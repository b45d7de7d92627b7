import type { GroupKey } from '../people.js';
import { type Json, RestClient } from '../rest/rest-client.js';
import type { ItemKey, Town, TownPortal } from '../town.js';

/** The town while it is being built: who is signed in, and which ids everything has got so far. */
export class Site {
  readonly portal: TownPortal;
  readonly #clients: Map<string, RestClient>;
  readonly #geometryService: string;
  readonly items = new Map<ItemKey, { id: string; url: string | null }>();
  readonly groups = new Map<GroupKey, string>();
  /** Folder ids by `owner/title`. */
  readonly folders = new Map<string, string>();
  /** Folder of every item that has been made. */
  readonly placed = new Map<ItemKey, string>();

  private constructor(portal: TownPortal, clients: Map<string, RestClient>, geometryService: string) {
    this.portal = portal;
    this.#clients = clients;
    this.#geometryService = geometryService;
  }

  /** Signs all users in. */
  static async open(portal: TownPortal, users: { username: string; password: string }[]): Promise<Site> {
    const clients = await Promise.all(
      users.map(async (user) => [user.username, await RestClient.signIn(portal, user)] as const),
    );
    const first = clients[0]?.[1];
    const self = first ? await first.portal('/portals/self') : {};
    const helpers = (self.helperServices ?? {}) as Record<string, Json | undefined>;
    const geometry =
      helpers.geometry?.url ?? `${portal.serverUrl}/rest/services/Utilities/Geometry/GeometryServer`;
    return new Site(portal, new Map(clients), String(geometry));
  }

  /** The connection of a user. */
  as(username: string): RestClient {
    const client = this.#clients.get(username);
    if (!client) throw new Error(`Nobody named ${username} works for the town.`);
    return client;
  }

  /** The addresses that documents refer to. Asking it for an item that has not been made is an error. */
  get town(): Town {
    const portal = this.portal.url.replace(/\/+$/, '');
    const item = (key: ItemKey) => known(this.items.get(key), `item ${key}`);
    return {
      portal,
      server: this.portal.serverUrl.replace(/\/+$/, ''),
      geometryService: this.#geometryService,
      id: (key) => item(key).id,
      group: (key) => known(this.groups.get(key), `group ${key}`),
      folder: (key) => known(this.placed.get(key), `folder of ${key}`),
      service: (key) => known(item(key).url, `address of ${key}`),
      page: (key) => `${portal}/home/item.html?id=${item(key).id}`,
    };
  }
}

function known<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) throw new Error(`The town has no ${what} yet.`);
  return value;
}
