import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRows } from '../../lib/features/copy-rows.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import type { LayerDefinition } from '../../lib/features/definition.js';
import { layerDifferences, serviceDifferences } from '../../lib/features/definition-differences.js';
import type { LayerService } from '../../lib/features/layer-service.js';
import { endLoading } from '../../lib/features/loading.js';
import { pairLayers } from '../../lib/features/service-mapping.js';
import { verifyService } from '../../lib/features/verify-service.js';
import { copyRequest, type Json, startTestPortal, type TestPortal } from './town-services.js';

/** Documents of real services, present on the machines that have the project's fixtures beside the repository. */
const folder = join(process.cwd(), '..', 'shared', 'fixtures', 'items', 'featureservice');

interface RealService {
  item?: { origUrl?: string };
  service?: Json;
  layers?: LayerDefinition[];
  tables?: LayerDefinition[];
}

function realServices(): { name: string; source: LayerService }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const real = JSON.parse(readFileSync(join(folder, name), 'utf8')) as RealService;
    const layers = [...(real.layers ?? []), ...(real.tables ?? [])].filter((layer) =>
      Array.isArray(layer.fields),
    );
    if (!real.service || layers.length === 0 || real.service.isView === true) return [];
    const source = {
      url: real.item?.origUrl ?? 'https://x/rest/services/X/FeatureServer',
      service: real.service,
      layers,
      isView: false,
    };
    return [{ name: name.replace(/\.json$/, ''), source }];
  });
}

describe('The definition of a real service', () => {
  const services = realServices();
  let portals: TestPortal[];
  before(async function () {
    if (services.length === 0) this.skip();
    portals = await Promise.all([
      startTestPortal('online'),
      startTestPortal('enterprise'),
      startTestPortal('enterprise', { lowerCaseFieldNames: true }),
    ]);
  });
  after(() => Promise.all((portals ?? []).map((portal) => portal.close())));

  for (const { name, source } of services) {
    it(`arrives complete in a first portal, and from there in two others: ${name}`, async () => {
      const [first, ...others] = portals;
      assert.ok(first);
      const made = await createServiceCopy(first.portal, {
        source,
        ...(await copyRequest(first.portal, name)),
      });
      assert.deepEqual(
        made.warnings.map(({ message }) => message),
        [],
      );
      // The document's rows are not public: the copy of its definition stands for the service from here on.
      const { service: from } = await endLoading(first.portal, source, made);
      for (const pair of pairLayers(source, from, made.mapping)) {
        assert.deepEqual(layerDifferences(pair, made.mapping), [], pair.source.name);
      }
      assert.deepEqual(serviceDifferences(source, from), []);
      assert.deepEqual(
        from.layers.map((layer) => [layer.id, layer.name]),
        source.layers.map((layer) => [layer.id, layer.name]),
      );
      for (const other of others) {
        const to = await createServiceCopy(other.portal, {
          source: from,
          ...(await copyRequest(other.portal, name)),
        });
        const { notKept, warnings } = await copyRows(first.portal, other.portal, { from, to });
        assert.deepEqual([...to.warnings, ...warnings], []);
        const checks = await verifyService(first.portal, other.portal, { from, to, rows: 'full', notKept });
        assert.deepEqual(
          checks.filter(({ ok }) => !ok),
          [],
        );
      }
    });
  }
});
