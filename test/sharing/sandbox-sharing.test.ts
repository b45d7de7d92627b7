import { deepEqual, equal } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceId, TargetId } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { type ShareRequest, shareItem } from '../../lib/sharing/share-item.js';
import { type SandboxPortal, startPortal } from '../../sandbox/index.js';
import { rejection } from '../portal/support/rejection.js';

const EDITOR = { username: 'editor', password: 'editor.pass.1', role: 'org_publisher' } as const;

describe('sharing between two portals', () => {
  let dir: string;
  let sandboxes: SandboxPortal[];
  let source: WritablePortal;
  let target: WritablePortal;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sharing-'));
    sandboxes = await Promise.all([
      startPortal({ kind: 'enterprise', dir: join(dir, 'source') }),
      startPortal({ kind: 'online', dir: join(dir, 'target'), users: [EDITOR], switches: { indexLagMs: 0 } }),
    ]);
    const [from, to] = sandboxes.map((sandbox) =>
      openPortal({ url: sandbox.url, credentials: { kind: 'password', ...sandbox.admin } }),
    );
    if (!from || !to) throw new Error('The portals did not start.');
    source = from;
    target = to;
  });
  after(async () => {
    await Promise.all([source.close(), target.close()]);
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
    await rm(dir, { recursive: true, force: true });
  });

  const me = async (portal: WritablePortal): Promise<string> => (await portal.self()).user?.username ?? '';
  const addGroup = async (portal: WritablePortal, title: string): Promise<string> => {
    const answer = await portal.write<{ group: { id: string } }>('/community/createGroup', {
      title,
      tags: 'town',
      access: 'org',
    });
    return answer.group.id;
  };
  const addItem = async <Id extends string>(portal: WritablePortal, share: object = {}): Promise<Id> => {
    const owner = await me(portal);
    const { id } = await portal.write<{ id: Id }>(`/content/users/${owner}/addItem`, {
      title: 'Map',
      type: 'Web Map',
      text: '{}',
    });
    await portal.write(`/content/users/${owner}/items/${id}/share`, {
      everyone: false,
      org: false,
      ...share,
    });
    return id;
  };
  const ask = async (wish: Partial<ShareRequest>, share: object): Promise<ShareRequest> => ({
    sourceId: await addItem<SourceId>(source, share),
    targetId: await addItem<TargetId>(target),
    access: 'as-source',
    groups: 'as-source',
    groupMap: {},
    ...wish,
  });

  it('carries access and groups over, and finds them right the second time', async () => {
    const [roads, parks] = [await addGroup(source, 'Roads'), await addGroup(source, 'Parks')];
    const [targetRoads, targetParks] = [await addGroup(target, 'Roads'), await addGroup(target, 'Parks')];
    const request = await ask({}, { org: true, groups: `${roads},${parks}` });
    const first = await shareItem(source, target, request);
    equal(first.access, 'org');
    deepEqual(first.groupMap, { [roads]: targetRoads, [parks]: targetParks });
    equal(
      first.checks.every(({ ok }) => ok),
      true,
      JSON.stringify(first.checks),
    );
    const second = await shareItem(source, target, { ...request, groupMap: first.groupMap });
    equal(second.changed, false);
    deepEqual(second.groups.map(({ title }) => title).sort(), ['Parks', 'Roads']);
  });

  it('shares with everyone', async () => {
    const result = await shareItem(source, target, await ask({}, { everyone: true, org: true }));
    equal(result.access, 'public');
  });

  it('makes the missing group once', async () => {
    const bridges = await addGroup(source, 'Bridges');
    const requests = [
      await ask({ createMissing: true }, { groups: bridges }),
      await ask({ createMissing: true }, { groups: bridges }),
    ];
    const results = await Promise.all(requests.map((request) => shareItem(source, target, request)));
    equal(new Set(results.map(({ groupMap }) => groupMap[bridges])).size, 1);
    for (const { access, checks } of results) {
      equal(access, 'shared');
      equal(
        checks.every(({ ok }) => ok),
        true,
        JSON.stringify(checks),
      );
    }
  });

  it('is refused to one who is not in the group', async () => {
    const closed = await addGroup(target, 'Closed');
    const sandbox = sandboxes[1];
    if (!sandbox) throw new Error('The portals did not start.');
    const { username, password } = EDITOR;
    const editor = openPortal({ url: sandbox.url, credentials: { kind: 'password', username, password } });
    const wish: Partial<ShareRequest> = {
      access: 'private',
      groups: { titles: ['Closed'] },
      groupMap: { Closed: closed },
    };
    const request = { ...(await ask(wish, {})), targetId: await addItem<TargetId>(editor) };
    const error = await rejection(shareItem(source, editor, request));
    await editor.close();
    equal(error.code, 'ARCGIS_FORBIDDEN');
  });
});
