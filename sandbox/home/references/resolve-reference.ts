import type { PortalContext } from '../../portal/portal-context.js';
import type { ItemRecord } from '../../store/records.js';
import { askService } from '../ask-service.js';
import { homeOf } from '../layout.js';
import type { Target, Where } from './marked-reference.js';

const ID = /[0-9a-f]{32}/i;
const SERVICE = /^(.*?\/rest\/(?:admin\/)?services\/(.+?\/[A-Za-z]+Server))(?:\/(\d+))?(?=$|[/?#])/i;

/** Says where references lead, from the point of view of one portal. Each service is asked for once. */
export class ReferenceResolver {
  readonly #portals: { portal: PortalContext; where: Where; home: string }[];
  readonly #services = new Map<string, Promise<Set<string> | null>>();

  constructor(portal: PortalContext, secure: boolean) {
    this.#portals = [
      { portal, where: 'here', home: homeOf(portal, secure) },
      ...portal.neighbours.map((other) => ({
        portal: other,
        where: 'neighbour' as const,
        home: homeOf(other, secure),
      })),
    ];
  }

  /** Where a complete http(s) address leads. */
  async url(url: string): Promise<Target> {
    for (const { portal, where, home } of this.#portals) {
      for (const { portal: root, server } of [portal.addresses.http, portal.addresses.https]) {
        if (isBelow(url, server)) return this.#service(portal, where, home, url);
        if (isBelow(url, root)) return pageTarget(portal, where, home, url.slice(root.length));
      }
    }
    return { where: 'elsewhere', what: hostOf(url), link: url };
  }

  /** What has this id, here or in another portal that is known; null if nothing. */
  id(id: string): Target | null {
    for (const { portal, where, home } of this.#portals) {
      const found = byId(portal, where, home, id.toLowerCase());
      if (found) return found;
    }
    return null;
  }

  async #service(portal: PortalContext, where: Where, home: string, url: string): Promise<Target> {
    const [, root, path = '', layer] = SERVICE.exec(url) ?? [];
    if (root === undefined) return { where, what: 'server', link: null };
    const key = path.toLowerCase();
    const asked = this.#services.get(key + where) ?? layersAt(portal, root.replace('/rest/admin/', '/rest/'));
    this.#services.set(key + where, asked);
    const layers = await asked;
    if (layers === null) return { where: 'broken', what: `no service ${path}${at(where)}`, link: null };
    if (layer !== undefined && !layers.has(layer)) {
      return { where: 'broken', what: `service ${path}${at(where)} has no layer ${layer}`, link: null };
    }
    const item = [...portal.store.items()].find(
      (one) =>
        one.recycled === null && (one.service?.toLowerCase() === key || isBelow(root, one.url ?? '\n')),
    );
    const what = `${item?.title ?? path}${layer === undefined ? '' : `, layer ${layer}`}`;
    return { where, what, link: item ? `${home}/item.html?id=${item.id}` : null };
  }
}

/** Numbers of the layers and tables; null if there is no such service. */
async function layersAt(portal: PortalContext, root: string): Promise<Set<string> | null> {
  const service = await askService<{ layers?: { id: number }[]; tables?: { id: number }[] }>(portal, root);
  return service
    ? new Set([...(service.layers ?? []), ...(service.tables ?? [])].map(({ id }) => String(id)))
    : null;
}

function pageTarget(portal: PortalContext, where: Where, home: string, rest: string): Target {
  const user = /(?:[?&]user=|\/community\/users\/)([^&/?#]+)/.exec(rest)?.[1];
  if (user !== undefined) {
    const name = decoded(user);
    return portal.store.users.get(name)
      ? { where, what: `user ${name}`, link: `${home}/user.html?user=${encodeURIComponent(name)}` }
      : { where: 'broken', what: `no user ${name}${at(where)}`, link: null };
  }
  const id = ID.exec(rest)?.[0]?.toLowerCase();
  if (id === undefined) return { where, what: 'portal', link: `${home}/` };
  const found = byId(portal, where, home, id);
  if (!found) return { where: 'broken', what: `nothing has this id${at(where)}`, link: null };
  const resource = /\/items\/[0-9a-f]{32}\/resources\/([^?#]+)/i.exec(rest)?.[1];
  const item = portal.store.item(id);
  if (resource !== undefined && item && !item.resources[decoded(resource)]) {
    return { where: 'broken', what: `${item.title} has no resource ${decoded(resource)}`, link: found.link };
  }
  return found;
}

function byId(portal: PortalContext, where: Where, home: string, id: string): Target | null {
  const item: ItemRecord | undefined = portal.store.item(id);
  if (item && item.recycled === null) {
    return { where, what: item.title, link: `${home}/item.html?id=${id}` };
  }
  const group = portal.store.groups.get(id);
  if (group) return { where, what: `group ${group.title}`, link: `${home}/group.html?id=${id}` };
  const folder = portal.store.folders.get(id);
  if (!folder) return null;
  const link = `${home}/?owner=${encodeURIComponent(folder.username)}&folder=${id}`;
  return { where, what: `folder ${folder.title}`, link };
}

const at = (where: Where): string => (where === 'neighbour' ? ' in the other portal' : '');

function isBelow(url: string, root: string): boolean {
  const [given, own] = [url.toLowerCase(), root.toLowerCase()];
  return given === own || (given.startsWith(own) && /^[/?#]/.test(given.slice(own.length)));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'no valid address';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
