import assert from 'node:assert/strict';
import { startPortal } from '../../sandbox/index.js';
import { loadTown } from '../../sandbox/town/load-town.js';
import { targetUsers, townUsers } from '../../sandbox/town/people.js';
import { prepareTarget } from '../../sandbox/town/prepare-target.js';
import { type Json, RestClient } from '../../sandbox/town/rest/rest-client.js';
import { startEmptyTown, startTown, type TestTown } from './start-town.js';

const counts = {
  'Feature Service': 10,
  'Map Service': 1,
  'Web Map': 6,
  Dashboard: 2,
  'Web Mapping Application': 2,
};

for (const kind of ['enterprise', 'online'] as const) {
  describe(`The town in a portal with ${kind} manners`, () => {
    let town: TestTown;
    let items: Json[];

    before(async () => {
      town = await startTown(kind);
      items = await town.items();
    });
    after(() => town.close());

    it('has so many items of each kind', () => {
      assert.equal(items.length, 35);
      for (const [type, count] of Object.entries(counts)) {
        assert.equal(items.filter((item) => item.type === type).length, count, type);
      }
      const files = items.filter((item) => !Object.hasOwn(counts, String(item.type)));
      assert.equal(files.length, 14);
      assert.equal(new Set(files.map((item) => item.type)).size, 14);
    });

    it('belongs to several people and is shared in every way', () => {
      assert.equal(new Set(items.map((item) => item.owner)).size, 5);
      assert.deepEqual([...new Set(items.map((item) => item.access))].sort(), [
        'org',
        'private',
        'public',
        'shared',
      ]);
      assert.ok(
        items.some((item) => item.ownerFolder !== null) && items.some((item) => item.ownerFolder === null),
      );
      assert.equal(items.filter((item) => item.protected === true).length, 2);
    });

    it('says something about every item, and has a picture of each', () => {
      for (const item of items) {
        for (const key of ['snippet', 'description', 'thumbnail'])
          assert.ok(item[key], `${item.title}: ${key}`);
        assert.ok((item.tags as string[]).length > 0, `${item.title}: tags`);
      }
    });

    it('has groups with members', async () => {
      const found = await town.admin.portal('/community/groups', { q: 'owner:*', num: 100 });
      const groups = found.results as { id: string; title: string }[];
      assert.equal(groups.length, 4);
      for (const { id, title } of groups) {
        const { users } = await town.admin.portal(`/community/groups/${id}/users`);
        assert.ok((users as string[]).length >= 3, title);
      }
    });

    it('has all rows, with who made them where that is tracked', async () => {
      const hydrants = serviceOf(items, 'Hydrants');
      const all = { where: '1=1', outFields: '*' };
      const { features } = await town.admin.service(`${hydrants}/0/query`, { ...all, resultRecordCount: 1 });
      assert.equal((features as { attributes: Json }[])[0]?.attributes.Creator, 'tom.wren');
      const trees = serviceOf(items, 'Street Trees');
      const { count } = await town.admin.service(`${trees}/0/query`, { ...all, returnCountOnly: true });
      assert.equal(count, 20_000);
    });

    it('has inspections that are found through their hydrant, with photos under the questions of a form', async () => {
      const hydrants = serviceOf(items, 'Hydrants');
      const answer = await town.admin.service(`${hydrants}/0/queryRelatedRecords`, {
        objectIds: '1,2,3,4,5,6,7,8',
        relationshipId: 0,
        outFields: '*',
      });
      const groups = answer.relatedRecordGroups as { relatedRecords: unknown[] }[];
      assert.ok(groups.flatMap((group) => group.relatedRecords).length > 5);
      const photos = await town.admin.service(`${hydrants}/1/queryAttachments`, {
        definitionExpression: '1=1',
      });
      const infos = (photos.attachmentGroups as { attachmentInfos: { keywords: string }[] }[]).flatMap(
        (group) => group.attachmentInfos,
      );
      const keywords = new Set(infos.map((info) => info.keywords));
      assert.deepEqual([...keywords].sort(), ['field_note', 'photo_after', 'photo_before']);
    });

    it('has views that show some rows and hide some fields', async () => {
      const out = serviceOf(items, 'Hydrants out of service');
      const working = await town.admin.service(`${out}/0/query`, {
        where: "status = 'ok'",
        returnCountOnly: true,
      });
      assert.equal(working.count, 0);
      const weak = await town.admin.service(`${out}/0/query`, {
        where: "status = 'weak'",
        returnCountOnly: true,
      });
      assert.ok(Number(weak.count) > 0);
      const layer = await town.admin.service(`${serviceOf(items, 'Public Places (for everyone)')}/0`);
      const names = (layer.fields as { name: string }[]).map((field) => field.name);
      assert.ok(
        names.includes('about') && !names.includes('contact_mail') && !names.includes('contact_phone'),
      );
    });

    it('keeps the gaps in the layer ids of the water network', async () => {
      const { layers, tables } = await town.admin.service(serviceOf(items, 'Water Network'));
      const ids = [...(layers as { id: number }[]), ...(tables as { id: number }[])].map((layer) => layer.id);
      assert.deepEqual(ids, [0, 2, 5]);
    });

    it('has a map service behind its item', async () => {
      const { layers } = await town.admin.service(serviceOf(items, 'Larkmoor Base Map'));
      assert.equal((layers as unknown[]).length, 4);
    });

    it('is left as it is when it is loaded again', async () => {
      town.sandbox.requests.clear();
      await loadTown(town.sandbox);
      assert.deepEqual(
        town.sandbox.requests
          .all()
          .filter((request) => request.write && !/generateToken$/.test(request.path)),
        [],
      );
      // Looking at an item counts.
      const still = (item: object) => ({ ...item, numViews: 0, lastViewed: 0 });
      assert.deepEqual((await town.items()).map(still), items.map(still));
    });

    it('asked for nothing that the portal does not know', () => {
      assert.deepEqual(
        town.sandbox.requests.all().filter((request) => request.unknown),
        [],
      );
    });
  });
}

describe('Loading the town', () => {
  it('completes what an interrupted start left, without doubles', async () => {
    const town = await startEmptyTown('enterprise');
    try {
      const stop = () => {
        throw new Error('stopped');
      };
      await assert.rejects(loadTown(town.sandbox, stop), /stopped/);
      const begun = await town.items();
      assert.ok(begun.length > 0 && begun.length < 35);
      await loadTown(town.sandbox);
      const items = await town.items();
      assert.equal(items.length, 35);
      assert.equal(new Set(items.map((item) => `${item.type} ${item.title}`)).size, 35);
    } finally {
      await town.close();
    }
  });
});

describe('The target of the town', () => {
  it('gets groups with the same titles and the people who are there', async () => {
    const town = await startEmptyTown('enterprise');
    const dir = `${town.sandbox.caFile}-target`;
    const target = await startPortal({
      kind: 'online',
      dir,
      users: targetUsers,
      switches: { indexLagMs: 0 },
    });
    try {
      await prepareTarget(target);
      await prepareTarget(target);
      const admin = await RestClient.signIn(target, target.admin);
      const { results } = await admin.portal('/community/groups', { q: 'owner:admin', num: 100 });
      const groups = results as { id: string; title: string }[];
      assert.deepEqual(groups.map((group) => group.title).sort(), [
        'Larkmoor Open Data',
        'Parks & Trees',
        'Water and Hydrants',
      ]);
      const water = groups.find((group) => group.title === 'Water and Hydrants');
      const { users } = await admin.portal(`/community/groups/${water?.id}/users`);
      assert.deepEqual((users as string[]).sort(), ['mira.okonjo', 'petra_quill']);
      const shared = targetUsers.filter((user) =>
        townUsers.some((other) => other.username === user.username),
      );
      assert.ok(shared.length >= 3 && shared.length < townUsers.length);
    } finally {
      await target.close();
      await town.close();
    }
  });
});

function serviceOf(items: Json[], title: string): string {
  const item = items.find((one) => one.title === title && /Service$/.test(String(one.type)));
  assert.ok(item, title);
  return String(item.url);
}
