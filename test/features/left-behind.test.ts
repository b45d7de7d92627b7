import assert from 'node:assert/strict';
import { readLayerService } from '../../lib/features/layer-service.js';
import { leftBehind } from '../../lib/features/left-behind.js';
import { Portals } from '../copy/support/portals.js';
import { field, hostedService, layer } from './town-services.js';

const trees = layer(0, 'Trees', 'Point', [field('Kind', 'String', { length: 20 })]);
const SYNC = { service: { capabilities: 'Create,Delete,Query,Update,Editing,Sync', syncEnabled: true } };

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`What stays behind, ${from} to ${to}`, function () {
    this.timeout(30_000);
    let portals: Portals;

    before(async () => {
      portals = await Portals.start(from, to);
    });
    after(() => portals.close());

    it('is named by warnings: replicas that belong to the layer', async () => {
      const town = await hostedService(portals.source, 'Synced', [trees], SYNC);
      const made = await portals.source.write<{ replicaID?: string }>(`${town.url}/createReplica`, {
        layers: '0',
        replicaName: 'tablet',
        syncModel: 'perLayer',
        transportType: 'esriTransportTypeEmbedded',
        dataFormat: 'json',
      });
      assert.ok(made);
      const [result] = (await portals.copyAll([town.itemId])).values();
      assert.equal(
        result?.outcome,
        'created',
        JSON.stringify([result?.error, result?.checks.filter(({ ok }) => !ok)]),
      );
      const warnings = result.warnings.filter(({ code }) => code === 'NOT_COPIED');
      assert.deepEqual(
        warnings.map(({ message }) => /^1 offline copies \(replicas\) belong to the layer/.test(message)),
        [true],
        JSON.stringify(result.warnings),
      );
    });

    it('is named by warnings: attribute rules of a layer', async () => {
      const town = await hostedService(portals.source, 'Ruled', [trees]);
      const service = await readLayerService(portals.source, town.url);
      const layers = service.layers.map((one) => ({ ...one, attributeRules: [{ name: 'Set kind' }] }));
      const warnings = await leftBehind(portals.source, { ...service, layers });
      assert.deepEqual(
        warnings.map(({ code, path }) => [code, path]),
        [['NOT_COPIED', 'layers[0]']],
      );
      assert.deepEqual(await leftBehind(portals.source, service), []);
    });
  });
}
