import assert from 'node:assert/strict';
import { addRows, field, guid, hostedService, type Json, layer } from '../features/town-services.js';
import { copyBy, DIRECTIONS, explain, startTwoPortals, type TwoPortals, WAYS } from './support/two-ways.js';

const label = field('LABEL', 'String', { length: 20 });

for (const [from, to] of DIRECTIONS) {
  describe(`A layer of which only a part can be copied, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let two: TwoPortals;

    before(async () => {
      two = await startTwoPortals(from, to);
    });
    afterEach(() => {
      delete two.portals.pair.source.switches.fault;
    });
    after(() => two?.close());

    const rows = (count: number) =>
      Array.from({ length: count }, (_, n) => ({
        attributes: { GlobalID: guid(), LABEL: `${n}` },
        geometry: { x: -7.5e6 + n, y: 4.5e6 },
      }));

    it('is not copied row by row if no client can write its shapes', async () => {
      const { editor, portals } = two;
      const service = await hostedService(editor, 'Solid', [layer(0, 'Solid', 'Polygon', [label])]);
      portals.pair.source.switches.fault = ({ path }) =>
        path.endsWith('/Solid/FeatureServer/layers')
          ? { kind: 'status', status: 200, body: JSON.stringify({ layers: [solid], tables: [] }) }
          : undefined;
      const solid = {
        ...(await editor.read<Json>(`${service.url}/0`)),
        geometryType: 'esriGeometryMultiPatch',
      };
      const refused = await copyBy(portals, 'clone-item', service.itemId);
      assert.equal(refused.result.outcome, 'failed', explain(refused));
      assert.match(String(refused.result.error?.message), /0 Solid \(esriGeometryMultiPatch\).+export-fgdb/s);
      assert.equal(refused.result.target, null);
    });

    it('loses its group layers, which a warning names, and nothing else', async () => {
      const { editor, portals } = two;
      const service = await hostedService(editor, 'Grouped', [layer(1, 'Inner', 'Point', [label])]);
      await addRows(editor, `${service.url}/1`, rows(2));
      const root = await editor.read<Json>(service.url);
      const group = { id: 0, name: 'Outer', type: 'Group Layer', parentLayerId: -1, subLayerIds: [1] };
      const grouped = { ...root, layers: [group, ...(root.layers as Json[])] };
      portals.pair.source.switches.fault = ({ path }) =>
        path.endsWith('/rest/services/Grouped/FeatureServer') ||
        path.endsWith('/Hosted/Grouped/FeatureServer')
          ? { kind: 'status', status: 200, body: JSON.stringify(grouped) }
          : undefined;
      const copied = await copyBy(portals, 'clone-item', service.itemId);
      assert.equal(copied.result.outcome, 'created', explain(copied));
      const said = copied.result.warnings.filter(({ message }) =>
        /group layers 0 Outer are not copied/.test(message),
      );
      assert.equal(said.length, 1, explain(copied));
    });

    it('loses its curves where the target keeps none, which a warning says', async () => {
      const { editor, portals } = two;
      portals.pair.source.switches.trueCurves = true;
      try {
        const service = await hostedService(editor, 'Bent', [layer(0, 'Bent', 'Polyline', [label])]);
        const geometry = {
          curvePaths: [
            [
              [0, 0],
              {
                c: [
                  [6, 0],
                  [3, 3],
                ],
              },
            ],
          ],
        };
        await addRows(editor, `${service.url}/0`, [{ attributes: { GlobalID: guid() }, geometry }]);
        for (const way of WAYS) {
          const copied = await copyBy(portals, way, service.itemId);
          assert.equal(copied.result.outcome, 'created', explain(copied));
          assert.ok(
            copied.result.warnings.some(({ code }) => code === 'CURVES_NOT_KEPT'),
            explain(copied),
          );
        }
      } finally {
        portals.pair.source.switches.trueCurves = false;
      }
    });
  });
}
