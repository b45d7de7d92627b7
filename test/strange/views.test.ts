import assert from 'node:assert/strict';
import type { WritablePortal } from '../../lib/portal/portal.js';
import {
  addRows,
  addToDefinition,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  updateDefinition,
  webMercator,
} from '../features/town-services.js';
import { seeRows } from './support/seen-rows.js';
import type { Service } from './support/strange-layer.js';
import { copyBy, DIRECTIONS, explain, startTwoPortals, type TwoPortals } from './support/two-ways.js';

const nameOf = (url: string): string => /\/([^/]+)\/FeatureServer/.exec(url)?.[1] ?? '';

async function makeView(
  portal: WritablePortal,
  name: string,
  shown: [id: number, name: string, of: Service, layer: number][],
): Promise<Service> {
  const { user } = await portal.self();
  const parameters = {
    name,
    isView: true,
    capabilities: 'Query',
    preserveLayerIds: true,
    spatialReference: webMercator,
  };
  const made = await portal.write<{ itemId: string; serviceurl: string }>(
    `/content/users/${user?.username}/createService`,
    { createParameters: JSON.stringify(parameters), isView: true, outputType: 'featureService' },
  );
  for (const [id, title, { url }, sourceLayerId] of shown) {
    const viewLayerDefinition = { sourceServiceName: nameOf(url), sourceLayerId, sourceLayerFields: '*' };
    const entry = { id, name: title, type: 'Feature Layer', adminLayerInfo: { viewLayerDefinition } };
    await addToDefinition(portal, made.serviceurl, { layers: [entry] });
  }
  return { itemId: made.itemId, url: made.serviceurl };
}

for (const [from, to] of DIRECTIONS) {
  describe(`Several views of one layer, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let two: TwoPortals;
    let base: Service;

    before(async () => {
      two = await startTwoPortals(from, to);
      const fields = ['FldA', 'FldB', 'FldC', 'FldStatus'].map((name) =>
        field(name, 'String', { length: 20 }),
      );
      base = await hostedService(two.editor, 'Base', [layer(2, 'Base', 'Point', fields)]);
      const rows = Array.from({ length: 20 }, (_, n) => ({
        attributes: {
          GlobalID: guid(),
          FldA: `a${n}`,
          FldB: `b${n % 3}`,
          FldC: n % 2 ? null : 'c',
          FldStatus: n % 2 ? 'OPEN' : 'SHUT',
        },
        geometry: { x: -7.5e6 + n, y: 4.5e6 },
      }));
      await addRows(two.editor, `${base.url}/2`, rows);
    });
    after(() => two?.close());

    async function demandCopy({ itemId, url }: Service, outcome: string): Promise<string> {
      const copied = await copyBy(two.portals, 'clone-item', itemId);
      assert.equal(copied.result.outcome, outcome, explain(copied));
      const target = String(copied.result.target?.url);
      assert.deepEqual(await seeRows(two.portals.to, target), await seeRows(two.portals.from, url));
      assert.equal((await two.portals.to.json(target)).isView, true);
      return target;
    }

    it('shows the rows that its filter chooses by a field that it hides, under the name that the field has there', async () => {
      const view = await makeView(two.editor, 'Hiding', [[2, 'Hiding', base, 2]]);
      await updateDefinition(two.editor, `${view.url}/2`, {
        viewDefinitionQuery: "FldStatus = 'OPEN' AND FldB IN ('b1','b2') AND FldA <> 'FldB'",
        fields: [{ name: 'FldB', visible: false }],
      });
      const target = await demandCopy(view, 'created');
      const filter = async (): Promise<unknown> =>
        (await two.portals.to.json(`${target}/2`)).viewDefinitionQuery;
      const named = (clause: string): string =>
        to === 'enterprise' ? clause.replace(/Fld\w+(?!')/g, (name) => name.toLowerCase()) : clause;
      assert.equal(await filter(), named("FldStatus = 'OPEN' AND FldB IN ('b1','b2') AND FldA <> 'FldB'"));
      await updateDefinition(two.editor, `${view.url}/2`, {
        viewDefinitionQuery: "FldB = 'b0'",
        fields: [
          { name: 'FldB', visible: false },
          { name: 'FldC', visible: false },
        ],
      });
      await demandCopy(view, 'updated');
      assert.equal(await filter(), named("FldB = 'b0'"));
    });

    it('takes another name of its layer over, and other fields than the first one', async () => {
      const view = await makeView(two.editor, 'Other', [[0, 'Other', base, 2]]);
      await updateDefinition(two.editor, `${view.url}/0`, {
        fields: [
          { name: 'FldA', visible: false },
          { name: 'FldC', alias: 'Own alias' },
        ],
      });
      await demandCopy(view, 'created');
      await updateDefinition(two.editor, `${view.url}/0`, { name: 'Renamed' });
      await demandCopy(view, 'updated');
    });

    it('shows what a view of a view shows', async () => {
      const first = await makeView(two.editor, 'First', [[0, 'First', base, 2]]);
      await updateDefinition(two.editor, `${first.url}/0`, { viewDefinitionQuery: "FldStatus = 'OPEN'" });
      const second = await makeView(two.editor, 'Second', [[0, 'Second', first, 0]]);
      await updateDefinition(two.editor, `${second.url}/0`, { viewDefinitionQuery: "FldB <> 'b0'" });
      const target = await demandCopy(second, 'created');
      const { layers } = await two.portals.to.json<{ layers: Json[] }>(
        target.replace('/rest/services/', '/rest/admin/services/'),
      );
      const admin = (layers[0]?.adminLayerInfo ?? {}) as { viewLayerDefinition?: Json };
      assert.equal(admin.viewLayerDefinition?.sourceServiceName, 'First');
    });
  });
}
