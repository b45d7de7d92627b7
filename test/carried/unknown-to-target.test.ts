import assert from 'node:assert/strict';
import { readLayerService } from '../../lib/features/layer-service.js';
import { repairDefinition } from '../../lib/features/repair-definition.js';
import { mapService } from '../../lib/features/service-mapping.js';
import { Portals } from '../copy/support/portals.js';
import { field, hostedService, layer } from '../features/town-services.js';

const TOKYO = { timeZone: 'Tokyo Standard Time', respectsDaylightSaving: false };
const events = layer(0, 'Events', null, [field('Label', 'String', { length: 20 })], {
  dateFieldsTimeReference: TOKYO,
});

describe('what a target does not know', function () {
  this.timeout(30_000);
  let portals: Portals;

  before(async () => {
    portals = await Portals.start('online', 'enterprise');
  });
  after(() => portals.close());

  it('is named by a warning: metadata of a layer, which an older portal does not take', async () => {
    const town = await hostedService(portals.source, 'Described', [events]);
    const metadata = '<metadata><dataIdInfo/></metadata>';
    await portals.source.write(`${town.url}/0/metadata/update`, { metadata, metadataUploadFormat: 'xml' });
    portals.pair.target.switches.fault = ({ path }) =>
      /\/metadata\/update$/.test(path)
        ? { kind: 'status', status: 200, body: '{"error":{"code":400,"message":"Invalid URL"}}' }
        : undefined;
    const [result] = (await portals.copyAll([town.itemId])).values();
    assert.equal(result?.outcome, 'created', JSON.stringify(result?.error));
    const [warning, ...others] = result.warnings.filter(({ code }) => code === 'NOT_COPIED');
    assert.match(String(warning?.message), /Layer 0 Events has metadata of its own.+Invalid URL/s);
    assert.deepEqual([warning?.path, others], ['layers[0]', []]);
  });

  it('is named by a warning: the time zone of dates', async () => {
    const [from, to] = await Promise.all([
      hostedService(portals.source, 'Zoned', [events]),
      hostedService(portals.target, 'Old', [{ ...events, dateFieldsTimeReference: undefined }]),
    ]);
    const source = await readLayerService(portals.source, from.url);
    const built = await readLayerService(portals.target, to.url);
    const silent = built.layers.map(({ dateFieldsTimeReference: _, ...rest }) => ({ ...rest }));
    const old = { ...built, layers: silent as typeof built.layers };
    const warnings = await repairDefinition(portals.target, source, old, mapService(source, old));
    assert.deepEqual(
      warnings.map(({ code, path }) => [code, path]),
      [['NOT_COPIED', 'layers[0].dateFieldsTimeReference']],
    );
    assert.match(warnings[0]?.message ?? '', /Tokyo Standard Time/);
  });
});
