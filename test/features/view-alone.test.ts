import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { SourceId } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { makeSource, type Source } from '../carried/support/make-source.js';
import { Content, webMap } from '../copy/support/content.js';
import { Portals, SETTINGS } from '../copy/support/portals.js';
import { compareServices } from '../support/compare-portals.js';
import { type Rest, signIn } from '../support/rest.js';
import { type Json, updateDefinition } from './town-services.js';

/** The layers that views show stay in the source. */
const ALONE: Partial<CopySettings> = { viewAlone: 'layer', dependencies: 'existing' };

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`A view whose layer is not copied, ${from} to ${to}`, function () {
    this.timeout(120_000);
    let portals: Portals;
    let source: Source;
    let readers: [Rest, Rest];

    before(async () => {
      portals = await Portals.start(from, to);
      source = await makeSource(portals.source);
      const { pair } = portals;
      readers = [
        await signIn(pair.source.url, pair.source.admin.username, pair.source.admin.password),
        await signIn(pair.target.url, pair.target.admin.username, pair.target.admin.password),
      ];
    });
    after(() => portals.close());

    const viewOf = (title: string): { itemId: string; url: string } => {
      const found = source.get(title);
      if (!found) throw new Error(`There is no ${title}.`);
      return found;
    };

    async function copy(
      id: string,
      settings: Partial<CopySettings> = ALONE,
      reader: WritablePortal = portals.source,
    ): Promise<CopyResult> {
      const run = await portals.run([id]);
      const { target } = portals;
      const context = { run, target, settings: { ...SETTINGS, ...settings }, signal: run.signal };
      const result = await copyItem({ ...context, source: reader }, id as SourceId);
      run.cancel('the test is over');
      return result;
    }

    const explain = ({ error, checks, warnings }: CopyResult): string =>
      JSON.stringify([error, checks.filter(({ ok }) => !ok), warnings], null, 1);
    const codes = ({ warnings }: CopyResult): string[] => warnings.map(({ code }) => code);
    const countOf = async (portal: WritablePortal, url: string): Promise<number> =>
      (await portal.read<{ count: number }>(`${url}/query`, { where: '1=1', returnCountOnly: true })).count;

    it('fails by name, and nothing is made of it, unless something else is chosen', async () => {
      const { itemId } = viewOf('Filtered');
      const before = portals.pair.target.requests.all().filter(({ write }) => write).length;
      for (const dependencies of ['existing', 'source', 'fail'] as const) {
        const result = await copy(itemId, { dependencies });
        assert.equal(result.outcome, 'failed');
        assert.match(String(result.error?.message), /Filtered/);
        assert.equal(result.target, null);
      }
      assert.equal(portals.pair.target.requests.all().filter(({ write }) => write).length, before);
    });

    for (const title of ['Filtered', 'Hiding', 'West', 'Joined', 'Several']) {
      it(`becomes a layer of its own with the rows, fields and attachments that it shows: ${title}`, async () => {
        const { itemId, url } = viewOf(title);
        const result = await copy(itemId);
        assert.equal(result.outcome, 'created', explain(result));
        assert.ok(codes(result).includes('VIEW_AS_LAYER'));
        assert.ok(result.target?.url);
        assert.ok(!result.target.typeKeywords.includes('View Service'));
        const service = await portals.target.read<Json>(result.target.url);
        assert.notEqual(service.isView, true);
        const rows = await compareServices(...readers, url, result.target.url);
        assert.ok(rows > 0);
        if (title === 'Filtered')
          assert.ok(rows < (await countOf(portals.source, `${viewOf('Water').url}/0`)));
        assert.ok(!result.residue.some(({ reason }) => reason === null), JSON.stringify(result.residue));

        const again = await copy(itemId);
        assert.equal(again.outcome, 'unchanged', explain(again));
        assert.equal(again.target?.id, result.target.id);
      });
    }

    it('gets the rows that it shows when its filter was changed, and keeps its id', async () => {
      const { itemId, url } = viewOf('Filtered');
      const former = await copy(itemId);
      await updateDefinition(portals.source, `${url}/0`, { viewDefinitionQuery: 'FlowRate >= 0' });
      // Whatever is chosen by now: the copy is a layer.
      const result = await copy(itemId, { dependencies: 'existing', maxDrop: 1 });
      assert.equal(result.outcome, 'updated', explain(result));
      assert.equal(result.target?.id, former.target?.id);
      await compareServices(...readers, url, String(result.target?.url));
    });

    it('gets what was edited in the layer that it shows', async () => {
      const { itemId, url } = viewOf('West');
      const former = await copy(itemId);
      const { features } = await portals.source.read<{ features: { attributes: Json }[] }>(`${url}/0/query`, {
        where: '1=1',
        outFields: '*',
      });
      const [first] = features;
      const { objectIdField } = await portals.source.read<{ objectIdField: string }>(`${url}/0`);
      const layerUrl = `${viewOf('Water').url}/0`;
      const attributes = { [objectIdField]: first?.attributes[objectIdField], LabelText: 'painted anew' };
      const water = viewOf('Water').url;
      const { capabilities } = await portals.source.read<{ capabilities: string }>(water);
      await updateDefinition(portals.source, water, { capabilities: `${capabilities},Delete` });
      await portals.source.write(`${layerUrl}/updateFeatures`, {
        features: JSON.stringify([{ attributes }]),
      });
      const result = await copy(itemId);
      assert.equal(result.outcome, 'updated', explain(result));
      assert.equal(result.target?.id, former.target?.id);
      assert.equal(await compareServices(...readers, url, String(result.target?.url)), features.length);
    });

    it('is what maps refer to afterwards', async () => {
      const { itemId, url } = viewOf('Hiding');
      const content = new Content(portals.source, portals.pair.source.admin.username);
      const map = await content.document(
        'Web Map',
        'Shows it',
        webMap([{ id: itemId, url, title: 'Public' }]),
      );
      const view = await copy(itemId);
      const result = await copy(map, { ...ALONE, dependencies: 'reuse' });
      assert.equal(result.error, undefined);
      assert.equal(result.map.items[itemId], view.target?.id);
      assert.match(
        await portals.target.readText(`/content/items/${result.target?.id}/data`),
        new RegExp(String(view.target?.url)),
      );
    });

    it('is copied so by whoever sees only the view', async () => {
      const { itemId, url } = viewOf('Hiding');
      const { admin } = portals.pair.source;
      await portals.source.write(`/content/users/${admin.username}/items/${itemId}/share`, {
        org: true,
        everyone: false,
      });
      const vera = openPortal({
        url: portals.pair.source.url,
        credentials: { kind: 'password', username: 'vera', password: 'secret12' },
        readOnly: true,
      });
      try {
        const refused = await copy(itemId, { whenExists: 'new' }, vera);
        assert.equal(refused.outcome, 'failed', 'the layer that it shows is not hers to see');
        const result = await copy(itemId, { viewAlone: 'layer', whenExists: 'new' }, vera);
        assert.equal(result.outcome, 'created', explain(result));
        await compareServices(...readers, url, String(result.target?.url));
      } finally {
        await vera.close();
      }
    });

    it('does not name in the copy what it hides: the field that gives the types, keys of related rows', async () => {
      const { itemId, url } = viewOf('West');
      await updateDefinition(portals.source, `${url}/0`, {
        fields: ['StateCode', 'YearNo', 'MainKey'].map((name) => ({ name, visible: false })),
      });
      const result = await copy(itemId, { ...ALONE, whenExists: 'new' });
      assert.equal(result.outcome, 'created', explain(result));
      const { fields, typeIdField } = await portals.target.read<{ fields: Json[]; typeIdField: string }>(
        `${result.target?.url}/0`,
      );
      const names = fields.map(({ name }) => String(name));
      assert.ok(names.includes('LabelText') && !names.includes('StateCode'), names.join());
      assert.equal(typeIdField, '');
    });

    it('brings the metadata of its layers, as a view and as a layer', async () => {
      const { itemId, url } = viewOf('Filtered');
      const metadata = '<metadata><dataIdInfo><idAbs>Of the view</idAbs></dataIdInfo></metadata>';
      await portals.source.write(`${url}/0/metadata/update`, { metadata, metadataUploadFormat: 'xml' });
      for (const settings of [ALONE, { dependencies: 'reuse' } as const]) {
        const result = await copy(itemId, { ...settings, whenExists: 'new' });
        assert.equal(result.outcome, 'created', explain(result));
        const xml = await portals.target.readText(`${result.target?.url}/0/metadata`);
        assert.match(xml, /Of the view/);
      }
    });

    it('is a view if its layer is copied with it', async () => {
      const { itemId } = viewOf('Several');
      const result = await copy(itemId, { viewAlone: 'layer', whenExists: 'new' });
      assert.equal(result.outcome, 'created', explain(result));
      assert.ok(!codes(result).includes('VIEW_AS_LAYER'));
      assert.equal((await portals.target.read<Json>(String(result.target?.url))).isView, true);
    });
  });
}
