import type { Group } from '../../../lib/sharing/group.js';
import type { Script, SeenRequest } from '../../portal/support/scripted-server.js';

/** Id of the one item. */
export const ITEM = 'e'.repeat(32);

interface Options {
  role?: string;
  privileges?: string[];
  groups?: (Partial<Group> & { id: string; title: string })[];
  item?: { access?: string; groups?: string[] };
  /** Id of a group that the portal, in spite of all, does not share with. */
  notSharedWith?: string;
}

/** The part of a portal that sharing needs, with one item, of gis. */
export class SharingPortal {
  readonly groups: Group[];
  readonly shares: Record<string, string>[] = [];
  everyone: boolean;
  org: boolean;
  itemGroups: string[];

  constructor(private readonly options: Options = {}) {
    const { item = {} } = options;
    this.groups = (options.groups ?? []).map((group) => ({
      owner: 'gis',
      access: 'private',
      capabilities: [],
      userMembership: { memberType: 'owner' },
      ...group,
    }));
    this.everyone = item.access === 'public';
    this.org = item.access === 'public' || item.access === 'org';
    this.itemGroups = [...(item.groups ?? [])];
  }

  get access(): string {
    if (this.everyone) return 'public';
    if (this.org) return 'org';
    return this.itemGroups.length > 0 ? 'shared' : 'private';
  }

  readonly script: Script = (request) => {
    const path = request.path.replace('/portal/sharing/rest', '');
    if (path === '/portals/self') return this.#self();
    if (path === `/content/items/${ITEM}`) return this.#item();
    if (path === `/content/users/gis/items/${ITEM}`) {
      return { item: this.#item(), sharing: { access: this.access, groups: this.itemGroups } };
    }
    if (path === `/content/users/gis/items/${ITEM}/share`) return this.#share(request);
    if (path === '/community/groups') return this.#search(request.query.get('q') ?? '');
    if (path === '/community/createGroup') return this.#createGroup(request);
    const group = this.groups.find(({ id }) => path === `/community/groups/${id}`);
    return (
      group ?? {
        error: {
          code: 400,
          messageCode: 'COM_0003',
          message: 'Group does not exist or is inaccessible.',
          details: [],
        },
      }
    );
  };

  #self(): unknown {
    const { role = 'org_admin', privileges = [] } = this.options;
    const user = { username: 'gis', role, privileges, groups: [], orgId: 'Org1' };
    return { id: 'Org1', isPortal: true, portalHostname: 'town/portal', user };
  }

  #item(): unknown {
    return { id: ITEM, owner: 'gis', title: 'Map', type: 'Web Map', access: this.access };
  }

  #share({ form }: SeenRequest): unknown {
    this.shares.push(Object.fromEntries([...form].filter(([name]) => name !== 'token' && name !== 'f')));
    this.everyone = form.get('everyone') === 'true';
    this.org = this.everyone || form.get('org') === 'true';
    const asked = (form.get('groups') ?? '').split(',').filter((id) => id !== '');
    for (const id of asked) {
      if (id !== this.options.notSharedWith && !this.itemGroups.includes(id)) this.itemGroups.push(id);
    }
    return { notSharedWith: asked.filter((id) => id === this.options.notSharedWith), itemId: ITEM };
  }

  /** As a real search: every group that has a word of the title. */
  #search(q: string): unknown {
    const words = (/title:"([^"]*)"/.exec(q)?.[1] ?? '').toLowerCase().split(' ');
    const results = this.groups.filter(({ title }) =>
      words.some((word) => title.toLowerCase().includes(word)),
    );
    return { results, total: results.length, start: 1, num: 100, nextStart: -1 };
  }

  #createGroup({ form }: SeenRequest): unknown {
    const group = {
      id: `c${this.groups.length}`,
      title: form.get('title') ?? '',
      owner: 'gis',
      access: form.get('access') ?? '',
    };
    this.groups.push(group);
    return { success: true, group };
  }
}
