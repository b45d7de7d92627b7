import assert from 'node:assert/strict';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { SourceId, TargetId } from '../../lib/items/item.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { shareItem } from '../../lib/sharing/share-item.js';
import { Content } from './support/content.js';
import { Portals } from './support/portals.js';

type Json = Record<string, unknown>;

/** Documents that name a group: a site, a gallery app, a Workforce project. */
const NAMING: [type: string, document: (group: string) => Json][] = [
  ['Hub Site Application', (group) => ({ values: { contentGroupId: group }, catalog: { groups: [group] } })],
  ['Web Mapping Application', (group) => ({ source: null, values: { group } })],
  ['Workforce Project', (groupId) => ({ groupId })],
  [
    'Notebook',
    (group) => ({
      cells: [
        {
          cell_type: 'code',
          source: [`crew = gis.groups.get('${group}')\n`, `id = '${group}'\n`],
          outputs: [],
        },
      ],
    }),
  ],
];

describe('a group that documents name', function () {
  this.timeout(60_000);
  let portals: Portals;
  let content: Content;
  let count = 0;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    content = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  async function group(portal: WritablePortal, title: string, more: Json = {}): Promise<string> {
    const params = { title, tags: 'town', access: 'org', ...more };
    return (await portal.write<{ group: { id: string } }>('/community/createGroup', params)).group.id;
  }

  const newTitle = (): string => {
    count += 1;
    return `Crew ${count}`;
  };

  /** Copies a document that names the group, and tells which one the copy names. */
  async function copied(
    named: string,
    settings: Partial<CopySettings> = {},
  ): Promise<{ result: CopyResult; data: Json }> {
    const id = await content.document('Web Mapping Application', 'Gallery', { values: { group: named } });
    const run = await portals.run([id]);
    const result = await portals.copy(run, id, settings);
    run.cancel('the test is over');
    assert.equal(result.error, undefined);
    const data = await portals.target.read<Json>(`/content/items/${result.target?.id}/data`);
    return { result, data };
  }

  for (const [type, document] of NAMING) {
    it(`is the one of the same title in the copy of a ${type}`, async () => {
      const title = newTitle();
      const there = await group(portals.source, title);
      const here = await group(portals.target, title);
      const id = await content.document(type, title, document(there));
      const result = (await portals.copyAll([id])).get(title);
      const data = await portals.target.read<Json>(`/content/items/${result?.target?.id}/data`);
      assert.deepEqual(data, document(here));
      assert.deepEqual(result?.residue, []);
    });
  }

  it('is the one that the table of pairs gives, whatever their titles', async () => {
    const title = newTitle();
    const there = await group(portals.source, title);
    await group(portals.target, title);
    const paired = await group(portals.target, newTitle());
    const { data } = await copied(there, { pairs: [{ source: there, target: paired }] });
    assert.deepEqual(data, { values: { group: paired } });
  });

  it('is the one that was made as its copy, whatever its title now', async () => {
    const title = newTitle();
    const there = await group(portals.source, title);
    await group(portals.target, title);
    const marked = await group(portals.target, newTitle(), { tags: `town,source-${there}` });
    assert.deepEqual((await copied(there)).data, { values: { group: marked } });
  });

  it('is the one that share-groups made for it, and that knows it afterwards', async () => {
    const title = newTitle();
    const there = await group(portals.source, title);
    const shown = await content.document('Web Map', title, { operationalLayers: [] });
    await portals.source.write(`/content/users/${content.username}/items/${shown}/share`, { groups: there });
    const copy = (await portals.copyAll([shown])).get(title)?.target?.id;
    const { groupMap } = await shareItem(portals.source, portals.target, {
      sourceId: shown as SourceId,
      targetId: copy as TargetId,
      access: 'as-source',
      groups: 'as-source',
      groupMap: {},
      createMissing: true,
    });
    const made = groupMap[there];
    assert.ok(made);
    await portals.target.write(`/community/groups/${made}/update`, { title: newTitle() });
    assert.deepEqual((await copied(there)).data, { values: { group: made } });
  });

  it('is the one that the run has shared with before', async () => {
    const there = await group(portals.source, newTitle());
    const shared = await group(portals.target, newTitle());
    const id = await content.document('Web Mapping Application', 'Gallery', { values: { group: there } });
    const run = await portals.run([id]);
    run.learn({ items: {}, services: {}, groups: { [there]: shared }, users: {} });
    const result = await portals.copy(run, id);
    run.cancel('the test is over');
    const data = await portals.target.read<Json>(`/content/items/${result.target?.id}/data`);
    assert.deepEqual(data, { values: { group: shared } });
  });

  it('stays, and that is said with the ids, where several have its title', async () => {
    const title = newTitle();
    const there = await group(portals.source, title);
    const one = await group(portals.target, title);
    // A user's titles are unique; somebody else may have the same.
    const other = await group(portals.target, newTitle());
    await portals.target.write(`/community/groups/${other}/reassign`, { targetUsername: 'vera' });
    await portals.target.write(`/community/groups/${other}/update`, { title });
    const { result, data } = await copied(there);
    assert.deepEqual(data, { values: { group: there } });
    const said = result.warnings.find(({ code }) => code === 'GROUP_AMBIGUOUS')?.message ?? '';
    for (const id of [one, other, there]) assert.ok(said.includes(id), said);
    assert.deepEqual(
      result.residue.map(({ path, reason }) => [path, reason]),
      [['data:$.values.group', 'not-copied']],
    );
  });

  it('stays, listed with its reason, where the target has none', async () => {
    const there = await group(portals.source, newTitle());
    const { result } = await copied(there);
    assert.deepEqual(
      result.residue.map(({ path, reason }) => [path, reason]),
      [['data:$.values.group', 'not-copied']],
    );
  });
});
