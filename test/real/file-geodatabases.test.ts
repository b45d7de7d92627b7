import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createItem, getItemStatus } from '@esri/arcgis-rest-portal';
import { ArcGISIdentityManager, request } from '@esri/arcgis-rest-request';
import type { RunReport } from '../../lib/copy/run/report.js';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { compareServices } from '../support/compare-portals.js';
import { copyEverything } from '../support/copy-flow.js';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process.js';
import { failures } from '../support/reports.js';
import { signIn } from '../support/rest.js';
import { fixture, fixturesPresent, overRealInput } from './fixtures.js';

interface Published {
  services: {
    serviceItemId?: string;
    jobId?: string;
    serviceurl?: string;
    success?: boolean;
    error?: unknown;
  }[];
}

const GEODATABASES = [
  { file: 'DisplayRelated.gdb.zip', layers: 2, rows: 8 },
  { file: 'CA_Fires_Facilities.gdb.zip', layers: 2, rows: 322 },
];

/** Publishes a zipped File Geodatabase with calls of rest-js, which knows nothing of this software; answers with the service's URL. */
async function publish(session: ArcGISIdentityManager, file: string): Promise<string> {
  const portal = session.portal;
  const name = file.replace(/\..*$/, '');
  const bytes = await openAsBlob(fixture('data', file));
  const { id } = await createItem({
    item: { title: name, type: 'File Geodatabase', tags: ['real'] },
    file: new File([bytes], file, { type: 'application/zip' }),
    authentication: session,
    portal,
  });
  const answer = (await request(`${portal}/content/users/${session.username}/publish`, {
    authentication: session,
    params: { itemId: id, fileType: 'fileGeodatabase', publishParameters: { name } },
  })) as Published;
  const [service] = answer.services;
  assert.ok(service?.serviceItemId && service.jobId && service.serviceurl, JSON.stringify(answer));
  for (;;) {
    const { status, statusMessage } = await getItemStatus({
      id: service.serviceItemId,
      jobType: 'publish',
      jobId: service.jobId,
      authentication: session,
      portal,
    });
    if (status === 'completed') return service.serviceurl;
    assert.notEqual(status, 'failed', statusMessage);
  }
}

for (const direction of [
  { source: 'enterprise', target: 'online' },
  { source: 'online', target: 'enterprise' },
] as const) {
  describe(
    overRealInput(`real File Geodatabases copied from ${direction.source} to ${direction.target} manners`),
    function () {
      this.timeout(120_000);

      let folder: string;
      let pair: SandboxPair;
      let nodeRed: NodeRedProcess & { collector: string };
      let report: RunReport;
      const published = new Map<string, string>();

      before(async function () {
        if (!fixturesPresent) this.skip();
        folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-real-'));
        pair = await startPair({ dir: folder, empty: true, ...direction });
        const session = new ArcGISIdentityManager({
          portal: `${pair.source.url}/sharing/rest`,
          ...pair.source.admin,
        });
        for (const { file } of GEODATABASES) published.set(file, await publish(session, file));
        nodeRed = await startNodeRed({ nodesDir: process.cwd() });
        await nodeRed.deploy(
          copyEverything(
            { url: pair.source.url, ...pair.source.admin },
            { url: pair.target.url, ...pair.target.admin },
            nodeRed.collector,
          ),
        );
        const arrived = nodeRed.next('report');
        await nodeRed.press('button');
        report = (await arrived).payload as RunReport;
      });

      after(async () => {
        await nodeRed?.stop();
        await pair?.close();
        if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      });

      it('copies the files and the layers that were published from them', () => {
        assert.equal(failures(report), '');
        assert.equal(report.outcomes.created, 2 * GEODATABASES.length);
        assert.equal(report.residue.unlisted, 0);
      });

      for (const { file, layers, rows } of GEODATABASES) {
        it(`copies schema, counts and every value of ${file}`, async () => {
          const source = await signIn(
            pair.source.url,
            pair.source.admin.username,
            pair.source.admin.password,
          );
          const target = await signIn(
            pair.target.url,
            pair.target.admin.username,
            pair.target.admin.password,
          );
          const from = published.get(file) ?? '';
          const title = file.replace(/\..*$/, '');
          const row = report.rows.find(
            ({ source: one }) => one.type === 'Feature Service' && one.title === title,
          );
          const to = row?.target?.url;
          assert.ok(to, `a copy of ${title}`);
          const service = await target.json<{ layers: unknown[]; tables: unknown[] }>(to);
          assert.equal(service.layers.length + service.tables.length, layers);
          assert.equal(await compareServices(source, target, from, to), rows);
        });
      }
    },
  );
}
