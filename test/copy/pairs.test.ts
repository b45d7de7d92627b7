import assert from 'node:assert/strict';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import { rejection } from '../portal/support/rejection.js';
import { Content, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

type Json = Record<string, unknown>;
interface Layer {
  id: string;
  url: string;
}

for (const [from, to] of [
  ['enterprise', 'online'],
  ['enterprise', 'enterprise'],
] as const) {
  describe(`a table of pairs, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let source: Content;
    let target: Content;
    let count = 0;

    before(async () => {
      portals = await Portals.start(from, to);
      source = new Content(portals.source, portals.pair.source.admin.username);
      target = new Content(portals.target, portals.pair.target.admin.username);
    });
    after(() => portals.close());

    async function copyOnce(id: string, settings: Partial<CopySettings>): Promise<CopyResult> {
      const run = await portals.run([id]);
      try {
        return await portals.copy(run, id, settings);
      } finally {
        run.cancel('the test is over');
      }
    }

    /** A layer of the source that somebody published in the target as well, by hand and under another name. */
    async function republished(): Promise<{ ours: Layer; theirs: Layer }> {
      count += 1;
      const ours = await source.layer(`Wells_${count}`, 2);
      const theirs = await target.layer(`County_wells_${count}`, 5);
      return { ours, theirs };
    }

    function assertSound({ error, checks, residue }: CopyResult): void {
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
      assert.equal(error, undefined);
      assert.deepEqual(residue, []);
    }

    async function mapLayers({ target: copy }: CopyResult): Promise<Json[]> {
      const { operationalLayers } = await portals.target.read<{ operationalLayers: Json[] }>(
        `/content/items/${copy?.id}/data`,
      );
      return operationalLayers;
    }

    it('says which item is the copy, which is updated where it is', async () => {
      const map = await source.document('Web Map', 'Paired', webMap([]), { snippet: 'New' });
      const theirs = await target.document('Web Map', 'Quite another title', webMap([]));
      const pairs = [{ source: map, target: `${portals.target.url}/home/item.html?id=${theirs}` }];
      const first = await copyOnce(map, { pairs, whenExists: 'replace' });
      assertSound(first);
      assert.equal(first.outcome, 'updated');
      assert.equal(first.target?.id, theirs);
      assert.equal(first.target?.snippet, 'New');
      assert.ok(first.target?.typeKeywords.includes(`source-${map}`));
      assert.equal((await copyOnce(map, {})).outcome, 'unchanged');
    });

    it('updates the rows of a layer that was published by hand', async () => {
      const { ours, theirs } = await republished();
      await source.update(ours.id, { title: `County_wells_${count}` });
      const theSame = await target.layer(`Wells_by_hand_${count}`, 4);
      const pairs = [{ source: ours.id, target: theSame.id }];
      const result = await copyOnce(ours.id, { pairs });
      assert.equal(result.target?.id, theSame.id, result.error?.message);
      assert.notEqual(result.target?.id, theirs.id);
      assert.equal(result.outcome, result.error ? 'failed' : 'updated');
    });

    it('leads references to an item that is never written', async () => {
      const { ours, theirs } = await republished();
      const map = await source.document('Web Map', `By id ${count}`, webMap([{ ...ours, title: 'Wells' }]));
      const pairs = [{ source: ours.id, target: theirs.id, use: 'reference' as const }];
      portals.pair.target.requests.clear();
      const result = await copyOnce(map, { pairs });
      assertSound(result);
      const [layer] = await mapLayers(result);
      assert.equal(layer?.itemId, theirs.id);
      assert.equal(layer?.url, `${theirs.url}/0`);
      const writes = portals.pair.target.requests.all().filter(({ write }) => write);
      assert.ok(writes.every(({ path }) => !path.includes(theirs.id) && !path.includes('createService')));
      const itself = await copyOnce(ours.id, { pairs });
      assert.equal(itself.outcome, 'skipped');
      assert.equal(itself.target?.id, theirs.id);
      assert.equal(itself.warnings[0]?.code, 'PAIRED');
    });

    it('leads the URL of a service to another one', async () => {
      const { ours, theirs } = await republished();
      const layers = [
        { url: ours.url, title: 'By URL only' },
        { ...ours, title: 'With its item' },
      ];
      const map = await source.document('Web Map', `By URL ${count}`, webMap(layers));
      const result = await copyOnce(map, { pairs: [{ source: ours.url, target: theirs.url }] });
      assertSound(result);
      const [first, second] = await mapLayers(result);
      assert.equal(first?.url, `${theirs.url}/0`);
      assert.deepEqual([second?.url, second?.itemId], [`${theirs.url}/0`, theirs.id]);
      assert.deepEqual(result.dependencies, []);
    });

    it('leads single layers to other services', async () => {
      const { ours, theirs } = await republished();
      const data = webMap([{ ...ours, title: 'Wells' }]);
      const map = await source.document('Web Map', `By layer ${count}`, data);
      const pairs = [{ source: `${ours.url}/0`, target: `${theirs.url}/0` }];
      const result = await copyOnce(map, { pairs, dependencies: 'existing' });
      const [layer] = await mapLayers(result);
      assert.deepEqual([layer?.url, layer?.itemId], [`${theirs.url}/0`, theirs.id]);
      assertSound(result);
    });

    it('is refused before anything is written if a line is wrong', async () => {
      const { ours, theirs } = await republished();
      const map = await source.document('Web Map', 'Never copied', webMap([]));
      const missing = 'f'.repeat(32);
      const wrong: [string, string, string, RegExp][] = [
        ['nonsense', theirs.id, 'ARCGIS_CONFIG', /"nonsense".*is no pair/],
        [ours.id, theirs.url, 'ARCGIS_CONFIG', /two item ids, two group ids, or two URLs/],
        [`${ours.url}/0`, theirs.url, 'ARCGIS_CONFIG', /layer number/],
        [ours.url, theirs.url.replace('FeatureServer', 'MapServer'), 'ARCGIS_CONFIG', /cannot stand for/],
        [map, missing, 'ARCGIS_NOT_FOUND', new RegExp(`item ${missing}`)],
        [map, theirs.id, 'ARCGIS_CONFIG', /Feature Service.*cannot stand for the Web Map/],
        [ours.url, theirs.url.replace('County', 'Nowhere'), 'ARCGIS_NOT_FOUND', /Nowhere/],
        [`${ours.url}/0`, `${theirs.url}/9`, 'ARCGIS_NOT_FOUND', /layer .*\/9/],
      ];
      portals.pair.target.requests.clear();
      for (const [one, other, code, words] of wrong) {
        const error = await rejection(copyOnce(map, { pairs: [{ source: one, target: other }] }));
        assert.equal(error.code, code, `${one} ${other}: ${error.message}`);
        assert.match(error.message, words);
      }
      const twice = [
        { source: ours.url, target: theirs.url },
        { source: ours.url, target: theirs.url },
      ];
      assert.match((await rejection(copyOnce(map, { pairs: twice }))).message, /paired twice/);
      assert.ok(!portals.pair.target.requests.all().some(({ write }) => write));
    });
  });
}
