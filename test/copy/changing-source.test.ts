import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import { Random } from '../../sandbox/town/random.js';
import { Content } from './support/content.js';
import { Portals } from './support/portals.js';

const TYPES = ['Web Map', 'Dashboard', 'Web Mapping Application', 'Web Experience', 'StoryMap', 'Notebook'];

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`items that refer to each other at random, ${from} to ${to}`, function () {
    this.timeout(120_000);
    let portals: Portals;
    let source: Content;

    before(async () => {
      portals = await Portals.start(from, to);
      source = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    function assertGood(results: Map<string, CopyResult>): void {
      for (const { source: of, error, residue } of results.values()) {
        assert.deepEqual([error, residue], [undefined, []], of.title);
      }
    }

    const outcomes = (results: Map<string, CopyResult>): string[] => [
      ...new Set([...results.values()].map(({ outcome }) => outcome)),
    ];

    for (const seed of [1, 5, 6, 11]) {
      it(`never lead back to the source, whatever is deleted or changed there (${seed})`, async () => {
        const random = new Random(seed);
        const pick = <T>(list: readonly T[]): T => list[random.whole(0, list.length - 1)] as T;
        const layers = await Promise.all([0, 1, 2].map((n) => source.layer(`Random_${seed}_${n}`, 1)));
        const file = await source.file(`Random ${seed}`, 'a\n1\n');
        const url = layers[0]?.url;
        const saved = await source.document('Feature Service', `Saved ${seed}`, { layers: [] }, { url });
        const documents: string[] = [];
        for (let n = 0; n < 9; n += 1) {
          documents.push(await source.document(pick(TYPES), `Random ${seed} ${n}`, {}));
        }
        const link = (id: string): string => `${portals.source.url}/home/item.html?id=${id}`;
        for (const id of documents) {
          const [one, other] = [pick(layers), pick(layers)];
          const document = {
            operationalLayers: [
              { id: 'a', url: `${one.url}/0`, itemId: pick([one.id, one.id, saved]) },
              { id: 'b', url: `${other.url}/0` },
            ],
            widgets: { w: { itemId: pick(documents) } },
            text: `<a href='${link(pick(documents))}'>`,
            expression: `FeatureSetByPortalItem(Portal('${portals.source.url}'), '${one.id}', 0)`,
          };
          const description = `see ${pick([...documents, file])} and ${pick(layers).url}/0`;
          await source.update(id, { text: JSON.stringify(document), description });
        }
        const all = [...documents, file, saved, ...layers.map(({ id }) => id)];
        const shuffled = [...all].sort(() => random.next() - 0.5);
        await portals.copyAll(shuffled);
        const second = await portals.copyAll(all);
        assertGood(second);
        assert.deepEqual(outcomes(second), ['unchanged']);

        const gone = new Set([pick(documents), pick(documents), pick(layers).id, file]);
        for (const id of gone) {
          await portals.source.write(`/content/users/${source.username}/items/${id}/delete`);
        }
        const left = shuffled.filter((id) => !gone.has(id));
        const third = await portals.copyAll(left);
        assertGood(third);
        assert.deepEqual(outcomes(third), ['unchanged']);

        for (const id of left) await source.update(id, { snippet: 'New' });
        const fourth = await portals.copyAll(left);
        assertGood(fourth);
        for (const { target } of fourth.values()) {
          const data = await portals.target.readText(`/content/items/${target?.id}/data`);
          for (const word of [...all, portals.source.url, portals.pair.source.serverUrl]) {
            assert.ok(!data.includes(word), `${word} in ${data}`);
          }
        }
        assert.deepEqual(outcomes(await portals.copyAll(left)), ['unchanged']);
      });
    }
  });
}
