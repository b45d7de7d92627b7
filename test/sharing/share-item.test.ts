import { deepEqual, equal, match } from 'node:assert/strict';
import type { SourceId, TargetId } from '../../lib/items/item.js';
import { type ShareRequest, type ShareResult, shareItem } from '../../lib/sharing/share-item.js';
import { Openings } from '../portal/support/opened.js';
import { rejection } from '../portal/support/rejection.js';
import { ITEM, SharingPortal } from './support/sharing-portal.js';

describe('sharing a copy', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  const share = async (
    from: SharingPortal,
    to: SharingPortal,
    wish: Partial<ShareRequest> = {},
  ): Promise<ShareResult> => {
    const credentials = { kind: 'token', token: 'ready-token' } as const;
    const source = (await open.portal(from.script, { credentials, readOnly: true })).portal;
    const target = (await open.portal(to.script, { credentials })).portal;
    return shareItem(source, target, {
      sourceId: ITEM as SourceId,
      targetId: ITEM as TargetId,
      access: 'as-source',
      groups: 'as-source',
      groupMap: {},
      ...wish,
    });
  };
  const roads = { id: 'g1', title: 'Roads' };
  const inRoads = () => new SharingPortal({ groups: [roads], item: { groups: ['g1'] } });

  it('gives it the access of the source and the group of the same title, and reads that back', async () => {
    const from = new SharingPortal({ groups: [roads], item: { access: 'org', groups: ['g1'] } });
    const to = new SharingPortal({
      groups: [
        { id: 't1', title: 'Roads' },
        { id: 't2', title: 'Roads and bridges' },
      ],
    });
    const result = await share(from, to);
    equal(result.access, 'org');
    equal(result.changed, true);
    deepEqual(result.groups, [{ id: 't1', title: 'Roads' }]);
    deepEqual(result.groupMap, { g1: 't1' });
    deepEqual(to.itemGroups, ['t1']);
    equal(result.checks.length, 2);
    equal(
      result.checks.every(({ ok }) => ok),
      true,
    );
    deepEqual(to.shares, [{ everyone: 'false', org: 'true', groups: 't1' }]);
  });

  it('changes nothing when all is as asked', async () => {
    const to = new SharingPortal({ groups: [{ id: 't1', title: 'Roads' }], item: { groups: ['t1'] } });
    const result = await share(inRoads(), to);
    equal(result.changed, false);
    equal(result.access, 'shared');
    deepEqual(to.shares, []);
  });

  it('with everyone does not take itself back', async () => {
    const to = new SharingPortal();
    await share(new SharingPortal({ item: { access: 'public' } }), to);
    deepEqual(to.shares, [{ everyone: 'true', account: 'true' }]);
  });

  it('narrows the access of a copy that more may see than the source', async () => {
    const to = new SharingPortal({ item: { access: 'public' } });
    const result = await share(new SharingPortal(), to);
    equal(result.access, 'private');
    deepEqual(to.shares, [{ everyone: 'false', org: 'false' }]);
  });

  it('leaves the other groups of the copy alone', async () => {
    const to = new SharingPortal({
      groups: [
        { id: 't1', title: 'Roads' },
        { id: 't9', title: 'Mine' },
      ],
      item: { groups: ['t9'] },
    });
    await share(inRoads(), to);
    deepEqual(to.itemGroups, ['t9', 't1']);
  });

  it('with an ambiguous title is an error that lists the groups, before anything is changed', async () => {
    const to = new SharingPortal({
      groups: [
        { id: 't1', title: 'Roads' },
        { id: 't2', title: 'Roads' },
      ],
    });
    const error = await rejection(share(inRoads(), to));
    equal(error.code, 'ARCGIS_INPUT');
    match(error.message, /t1 \(of gis\), t2 \(of gis\)/);
    deepEqual(to.shares, []);
  });

  it('goes by the map before the title, and takes ids as well as titles in it', async () => {
    for (const groupMap of [{ g1: 'Streets' }, { Roads: 'Streets' }]) {
      const to = new SharingPortal({
        groups: [
          { id: 't1', title: 'Roads' },
          { id: 't2', title: 'Streets' },
        ],
      });
      deepEqual((await share(inRoads(), to, { groupMap })).groupMap, { g1: 't2' });
      deepEqual(to.itemGroups, ['t2']);
    }
  });

  it('with a mapped group that is not there is an error', async () => {
    const to = new SharingPortal({ groups: [{ id: 't1', title: 'Roads' }] });
    equal((await rejection(share(inRoads(), to, { groupMap: { g1: 'Nowhere' } }))).code, 'ARCGIS_NOT_FOUND');
  });

  it('with a missing group is a warning, and with nothing instead', async () => {
    const to = new SharingPortal();
    const result = await share(inRoads(), to);
    deepEqual(
      result.warnings.map(({ code }) => code),
      ['GROUP_MISSING'],
    );
    equal(result.access, 'private');
    equal(result.changed, false);
    deepEqual(to.shares, []);
  });

  it('makes a missing group when asked to, closed to others, and one for all who need it', async () => {
    const to = new SharingPortal();
    const credentials = { kind: 'token', token: 'ready-token' } as const;
    const source = (await open.portal(inRoads().script, { credentials })).portal;
    const target = (await open.portal(to.script, { credentials })).portal;
    const request: ShareRequest = {
      sourceId: ITEM as SourceId,
      targetId: ITEM as TargetId,
      access: 'as-source',
      groups: 'as-source',
      groupMap: {},
      createMissing: true,
    };
    const results = await Promise.all([
      shareItem(source, target, request),
      shareItem(source, target, request),
    ]);
    deepEqual(
      results.map(({ groupMap }) => groupMap),
      [{ g1: 'c0' }, { g1: 'c0' }],
    );
    deepEqual(
      to.groups.map(({ title, access }) => [title, access]),
      [['Roads', 'private']],
    );
  });

  it('with named groups needs nothing of the source', async () => {
    const to = new SharingPortal({ groups: [{ id: 't1', title: 'Roads' }] });
    const result = await share(new SharingPortal(), to, {
      access: 'private',
      groups: { titles: [' Roads ', 'Roads'] },
    });
    deepEqual(result.groups, [{ id: 't1', title: 'Roads' }]);
    equal(result.access, 'shared');
    deepEqual(result.groupMap, {});
  });

  it('with a group that the user is not in is refused before anything is changed', async () => {
    for (const group of [
      { id: 't1', title: 'Roads', userMembership: { memberType: 'none' } },
      { id: 't1', title: 'Roads', isViewOnly: true, userMembership: { memberType: 'member' } },
    ]) {
      const to = new SharingPortal({ role: 'org_publisher', groups: [group] });
      const error = await rejection(share(inRoads(), to));
      equal(error.code, 'ARCGIS_FORBIDDEN');
      match(error.message, /owner gis/);
      deepEqual(to.shares, []);
    }
  });

  it('without the privilege is refused before anything is changed', async () => {
    const to = new SharingPortal({ role: 'org_user', privileges: ['portal:user:shareToGroup'] });
    const error = await rejection(share(new SharingPortal({ item: { access: 'public' } }), to));
    equal(error.code, 'ARCGIS_FORBIDDEN');
    match(error.message, /shareToPublic/);
    deepEqual(to.shares, []);
  });

  it('does not let members of a group edit what they could not edit in the source', async () => {
    const id = 'a'.repeat(32);
    const editing = { id, title: 'Roads', capabilities: ['updateitemcontrol'] };
    const to = new SharingPortal({ groups: [editing] });
    deepEqual(
      (await share(inRoads(), to)).warnings.map(({ code }) => code),
      ['GROUP_LETS_MEMBERS_EDIT'],
    );
    deepEqual(to.shares, []);
    await share(inRoads(), to, { groupMap: { g1: id } });
    deepEqual(to.shares, [{ everyone: 'false', org: 'false', groups: id, confirmItemControl: 'true' }]);
  });

  it('that the portal did not do fails a check', async () => {
    const to = new SharingPortal({ groups: [{ id: 't1', title: 'Roads' }], notSharedWith: 't1' });
    const result = await share(inRoads(), to);
    deepEqual(
      result.checks.filter(({ ok }) => !ok).map(({ check }) => check),
      ['in group "Roads" (t1)'],
    );
    deepEqual(
      result.warnings.map(({ code }) => code),
      ['GROUP_NOT_SHARED'],
    );
    deepEqual(result.groups, []);
  });

  it('tells of groups of the source that cannot be seen', async () => {
    const from = new SharingPortal({ item: { groups: ['hidden'] } });
    const result = await share(from, new SharingPortal());
    deepEqual(
      result.warnings.map(({ code }) => code),
      ['GROUP_NOT_VISIBLE'],
    );
  });
});
