import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunReport } from '../../lib/copy/run/report.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { Content, webMap } from '../copy/support/content.js';
import { copyEverything } from '../support/copy-flow.js';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process.js';
import { failures } from '../support/reports.js';

const MAPS = 200;
const LAYERS = 40;
/** Layers that each map shows. */
const SHOWN = 5;

describe(`${MAPS} web maps that share ${LAYERS} layers, run through the nodes at once`, function () {
  this.timeout(300_000);

  let folder: string;
  let pair: SandboxPair;
  let source: WritablePortal;
  let nodeRed: NodeRedProcess & { collector: string };
  let layers: { id: string; url: string }[];
  let maps: string[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-shared-layers-'));
    pair = await startPair({ dir: folder, empty: true, source: 'enterprise', target: 'online' });
    source = openPortal({ url: pair.source.url, credentials: { kind: 'password', ...pair.source.admin } });
    const content = new Content(source, pair.source.admin.username);
    layers = [];
    for (let n = 0; n < LAYERS; n += 1) layers.push(await content.layer(`Layer_${n}`, 2));
    maps = [];
    for (let n = 0; n < MAPS; n += 1) {
      const shown = Array.from({ length: SHOWN }, (_, at) => layers[(n * 7 + at * 3) % LAYERS]);
      const titled = shown.flatMap((layer, at) => (layer ? [{ ...layer, title: `Layer ${at}` }] : []));
      maps.push(await content.document('Web Map', `Map ${n}`, webMap(titled)));
    }
    nodeRed = await startNodeRed({ nodesDir: process.cwd() });
  });

  after(async () => {
    await nodeRed?.stop();
    await source?.close();
    await pair?.close();
    if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('have every layer copied exactly once', async () => {
    const flow = copyEverything(
      { url: pair.source.url, ...pair.source.admin },
      { url: pair.target.url, ...pair.target.admin },
      nodeRed.collector,
    );
    for (const node of flow) {
      // Only the maps are chosen: the layers come along because the maps need them.
      if (node.type === 'search-items') Object.assign(node, { scope: 'ids', ids: maps.join(',') });
    }
    await nodeRed.deploy(flow);
    const arrived = nodeRed.next('report');
    await nodeRed.press('button');
    const report = (await arrived).payload as RunReport;
    assert.equal(failures(report), '');
    assert.equal(report.outcomes.created, MAPS + LAYERS);
    assert.deepEqual(report.residue, { listed: 0, unlisted: 0 });
    const made = pair.target.requests.all().filter(({ path: of }) => of.endsWith('/createService'));
    assert.equal(made.length, LAYERS);
    const ids = new Set(layers.map(({ id }) => id));
    const rows = report.rows.filter(({ source: of }) => ids.has(of.id));
    assert.equal(new Set(rows.map(({ target }) => target?.id)).size, LAYERS);
  });
});
