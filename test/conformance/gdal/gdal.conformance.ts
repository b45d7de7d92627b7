import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTown, type TestTown } from '../../town/start-town.js';
import { differences } from './compare-features.js';
import { countLayers, gdalVersion, readFeatures } from './run-gdal.js';

type Json = Record<string, unknown>;

interface LayerUnderTest {
  service: string;
  item: string;
  isView: boolean;
  id: number;
  name: string;
}

/** Small, so that every layer has pages. */
const PAGE = 40;

describe('GDAL', function () {
  this.timeout(300_000);
  const rows: { name: string; ok: boolean; note?: string }[] = [];
  let dir: string;

  before(async () => {
    process.stdout.write(`${await gdalVersion()}\n`);
    dir = await mkdtemp(join(tmpdir(), 'gdal-'));
  });
  after(async () => {
    await rm(dir, { recursive: true, force: true });
    const fine = rows.filter((row) => row.ok).length;
    process.stdout.write(
      `gdal: ${fine} of ${rows.length} layers and files are read with equal counts and values\n`,
    );
    const file = process.env.CONFORMANCE_SUMMARY;
    if (file) await writeFile(file, `${JSON.stringify({ client: 'gdal', rows }, null, 2)}\n`);
  });

  for (const kind of ['enterprise', 'online'] as const) {
    describe(`with ${kind} manners`, () => {
      let town: TestTown;
      let token: string;
      let layers: LayerUnderTest[];
      const defined = new Map<
        LayerUnderTest,
        { fields: { name: string; type: string }[]; objectIdField: string; globalIdField: string }
      >();

      before(async () => {
        town = await startTown(kind);
        token = await tokenOf(town);
        layers = await layersOf(town);
        assert.ok(layers.length > 5);
        for (const layer of layers)
          defined.set(layer, (await town.admin.service(`${layer.service}/${layer.id}`)) as never);
      });
      after(() => town.close());

      const record = async (name: string, work: () => Promise<string>) => {
        try {
          rows.push({ name: `${kind}: ${name}`, ok: true, note: await work() });
        } catch (error) {
          rows.push({
            name: `${kind}: ${name}`,
            ok: false,
            note: String(error instanceof Error ? error.message : error),
          });
          throw error;
        }
      };

      it('reads every layer through the paging of its ESRIJSON driver', async () => {
        const failures: string[] = [];
        for (const layer of layers) {
          const { service, id, name } = layer;
          const definition = defined.get(layer);
          const work = async () => {
            const expected = await rowsOf(town, layer, definition?.objectIdField ?? '');
            const query = new URLSearchParams({
              where: '1=1',
              outFields: '*',
              orderByFields: `${definition?.objectIdField} ASC`,
              resultOffset: '0',
              resultRecordCount: String(PAGE),
              returnZ: 'true',
              f: 'json',
              token,
            });
            const source = `ESRIJSON:${service}/${id}/query?${query}`;
            const paging = ['-oo', 'FEATURE_SERVER_PAGING=YES'];
            const [count] = [...(await countLayers(source, paging)).values()];
            assert.equal(count, expected.length);
            const found = await readFeatures(source, null, join(dir, 'layer.json'), paging);
            assert.deepEqual(
              differences(found, {
                rows: expected,
                fields: definition?.fields ?? [],
                tolerance: 1e-6,
                without: new Set(),
              }),
              [],
            );
            return `${expected.length} rows, ${Math.ceil(expected.length / PAGE)} pages`;
          };
          await record(`ESRIJSON ${pathOf(service)}/${id} ${name}`, work).catch((error) =>
            failures.push(`${name}: ${error}`),
          );
        }
        assert.deepEqual(failures, []);
      });

      it('reads every layer of the exported File Geodatabases', async () => {
        const failures: string[] = [];
        for (const item of new Set(layers.map((layer) => layer.item))) {
          const file = join(dir, `${item}.zip`);
          const zip = await exported(town, token, item);
          await writeFile(file, zip);
          const source = `/vsizip/${file}/${folderIn(zip)}`;
          const counts = await countLayers(source);
          for (const layer of layers.filter((one) => one.item === item)) {
            const definition = defined.get(layer);
            const work = async () => {
              const expected = await rowsOf(town, layer, definition?.objectIdField ?? '');
              const name = [...counts.keys()].find(
                (one) => one === layer.name.replace(/[^\p{L}\p{N}_]/gu, '_'),
              );
              assert.ok(name, `no class for ${layer.name} in ${[...counts.keys()]}`);
              assert.equal(counts.get(name), expected.length);
              const found = await readFeatures(source, name, join(dir, 'class.json'));
              const without = new Set([definition?.objectIdField ?? '', 'Shape__Area', 'Shape__Length']);
              assert.deepEqual(
                differences(found, {
                  rows: expected,
                  fields: definition?.fields ?? [],
                  tolerance: 1e-6,
                  without,
                }),
                [],
              );
              return `${expected.length} rows`;
            };
            await record(`File Geodatabase ${pathOf(layer.service)}/${layer.id} ${layer.name}`, work).catch(
              (error) => failures.push(`${layer.name}: ${error}`),
            );
          }
        }
        assert.deepEqual(failures, []);
      });
    });
  }
});

/** Name of a service, out of its address. */
function pathOf(service: string): string {
  return service.split('/').at(-2) ?? service;
}

async function tokenOf({ sandbox }: TestTown): Promise<string> {
  const { username, password } = sandbox.admin;
  const body = new URLSearchParams({ f: 'json', username, password, client: 'requestip' });
  const answer = await fetch(`${sandbox.url}/sharing/rest/generateToken`, { method: 'POST', body });
  const { token } = (await answer.json()) as { token: string };
  if (sandbox.kind === 'online') return token;
  const exchange = new URLSearchParams({ f: 'json', token, serverUrl: sandbox.serverUrl });
  const exchanged = await fetch(`${sandbox.url}/sharing/rest/generateToken`, {
    method: 'POST',
    body: exchange,
  });
  return ((await exchanged.json()) as { token: string }).token;
}

async function layersOf(town: TestTown): Promise<LayerUnderTest[]> {
  const items = (await town.items()).filter((item) => item.type === 'Feature Service');
  const found: LayerUnderTest[] = [];
  for (const item of items) {
    const service = String(item.url);
    const { layers, tables, isView } = (await town.admin.service(service)) as {
      layers: Json[];
      tables: Json[];
      isView?: boolean;
    };
    for (const { id, name } of [...layers, ...tables])
      found.push({
        service,
        item: String(item.id),
        isView: isView === true,
        id: Number(id),
        name: String(name),
      });
  }
  return found;
}

/** All rows of a layer in order of ObjectID, read page by page. */
async function rowsOf(town: TestTown, { service, id }: LayerUnderTest, objectId: string) {
  const rows: { attributes: Json; geometry?: Json | null }[] = [];
  for (;;) {
    const page = await town.admin.service(`${service}/${id}/query`, {
      where: '1=1',
      outFields: '*',
      orderByFields: objectId,
      resultOffset: rows.length,
      returnZ: true,
    });
    rows.push(...(page.features as typeof rows));
    if (page.exceededTransferLimit !== true) return rows;
  }
}

/** The File Geodatabase that the portal exports of an item, zipped. */
async function exported(town: TestTown, token: string, itemId: string): Promise<Buffer> {
  const { owner } = await town.admin.portal(`/content/items/${itemId}`);
  const begun = await town.admin.content('/export', {
    itemId,
    title: `gdal_${itemId}_${String(owner)}`,
    exportFormat: 'File Geodatabase',
    exportParameters: { layers: [] },
  });
  const id = String(begun.exportItemId);
  const status = `/items/${id}/status`;
  for (;;) {
    const { status: state, statusMessage } = await town.admin.content(status, {
      jobType: 'export',
      jobId: String(begun.jobId),
    });
    if (state === 'completed') break;
    if (state === 'failed') throw new Error(`Export failed: ${String(statusMessage)}`);
    await sleep(50);
  }
  // In the query, which a redirect to the store of files does not take along.
  const query = new URLSearchParams({ token: await portalToken(town, token) });
  const answer = await fetch(`${town.sandbox.url}/sharing/rest/content/items/${id}/data?${query}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** The folder of the first file in a zip. */
function folderIn(zip: Buffer): string {
  if (zip.readUInt32LE(0) !== 0x04034b50) throw new Error(`No zip: ${zip.toString('utf8', 0, 200)}`);
  return zip.toString('utf8', 30, 30 + zip.readUInt16LE(26)).split('/')[0] ?? '';
}

async function portalToken({ sandbox }: TestTown, token: string): Promise<string> {
  if (sandbox.kind === 'online') return token;
  const { username, password } = sandbox.admin;
  const body = new URLSearchParams({ f: 'json', username, password, client: 'requestip' });
  const answer = await fetch(`${sandbox.url}/sharing/rest/generateToken`, { method: 'POST', body });
  return ((await answer.json()) as { token: string }).token;
}
