import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../../sandbox/town/rest/rest-client.js';
import { assertSameService, layersOf, publish, republish } from './round-trip.js';
import { startEmptyTown, startTown, type TestTown } from './start-town.js';

/** Real data lies beside the repository where it is developed; it is not part of it. */
const FIXTURES = path.resolve(process.cwd(), '..', 'shared', 'fixtures', 'data');

describe('exporting hosted layers to a File Geodatabase and publishing it', function exporting() {
  this.timeout(180_000);

  describe('from a portal with the town', () => {
    let town: TestTown;
    const copies = new Map<unknown, Json>();
    before(async () => {
      town = await startTown('enterprise');
      town.sandbox.switches.jobMs = 0;
    });
    after(() => town.close());

    const services = async (view: boolean) =>
      (await town.items()).filter(({ type, typeKeywords }) => {
        const keywords = typeKeywords as string[];
        const hosted = type === 'Feature Service' && keywords.includes('Hosted Service');
        return hosted && keywords.includes('View Service') === view;
      });

    it('keeps schema, rows, attachments and relationships of every service', async () => {
      const found = await services(false);
      assert.ok(found.length >= 5);
      for (const service of found) {
        const copy = await republish(town, service);
        copies.set(service.title, copy);
        await assertSameService(town, service, copy);
      }
    });

    it('takes the rows and fields of a view that it shows', async () => {
      for (const view of await services(true))
        await assertSameService(town, view, await republish(town, view));
    });

    it('loses what a geodatabase does not hold', async () => {
      const [hydrants] = (await services(false)).filter((item) => item.title === 'Hydrants');
      const copy = copies.get('Hydrants') as Json;
      const [before] = await layersOf(town, hydrants as Json);
      const [after] = await layersOf(town, copy);
      assert.notDeepEqual(after?.drawingInfo, before?.drawingInfo);
      assert.deepEqual(after?.templates, []);
      assert.equal(after?.capabilities, 'Query');
      assert.ok(before?.editFieldsInfo);
      assert.equal(after?.editFieldsInfo, undefined);
      assert.deepEqual([after?.minScale, after?.maxScale], [0, 0]);
      assert.equal(copy.access, 'private');
      assert.equal(copy.thumbnail, null);
    });
  });

  for (const kind of ['enterprise', 'online'] as const) {
    it(`keeps what real geodatabases hold (${kind})`, async function real() {
      if (!existsSync(FIXTURES)) return this.skip();
      const town = await startEmptyTown(kind);
      town.sandbox.switches.jobMs = 0;
      try {
        for (const name of ['DisplayRelated', 'CA_Fires_Facilities']) {
          const bytes = readFileSync(path.join(FIXTURES, `${name}.gdb.zip`));
          const first = await publish(town, name, bytes);
          await assertSameService(town, first, await republish(town, first));
        }
      } finally {
        await town.close();
      }
    });
  }
});
