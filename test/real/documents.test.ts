import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunReport } from '../../lib/copy/report.js';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { comparePortals } from '../support/compare-portals.js';
import { copyEverything } from '../support/copy-flow.js';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process.js';
import { copies, failures } from '../support/reports.js';
import { signIn } from '../support/rest.js';
import { document, fixturesPresent, overRealInput } from './fixtures.js';
import { loadDocuments } from './stand-ins.js';

/** The documents come from several organisations; their addresses are read as the source portal's. */
const FORMER_PORTALS = ['https://reconstructed.maps.arcgis.com'];

describe(overRealInput('real web maps and dashboards, copied through the nodes'), function () {
  this.timeout(120_000);

  let folder: string;
  let pair: SandboxPair;
  let nodeRed: NodeRedProcess & { collector: string };
  let report: RunReport;

  before(async function () {
    if (!fixturesPresent) this.skip();
    folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-documents-'));
    pair = await startPair({ dir: folder, empty: true, source: 'enterprise', target: 'online' });
    const { username, password } = pair.source.admin;
    await loadDocuments(
      await signIn(pair.source.url, username, password),
      username,
      [
        {
          title: 'Education',
          type: 'Web Map',
          content: await document('webmap', '59e59f23_arcade-popups_bookmarks_vt-basemap.json'),
        },
        {
          title: 'Planned projects',
          type: 'Web Map',
          content: await document('webmap', 'wsdot-witpa_mapserver-sublayers_search.json'),
        },
        {
          title: 'Active winter event',
          type: 'Web Map',
          id: 'e7828bf0c9cf48af880723564dab80d7',
          content: await document('webmap', 'winter-active-event_9-layers_3-tables_refresh.json'),
        },
        {
          title: 'Twelve layers',
          type: 'Web Map',
          content: await document('webmap', 'WabAppMap_12-layers_5-tables.json'),
        },
        {
          title: 'Winter event dashboard',
          type: 'Dashboard',
          content: await document('dashboard', 'v46_active-winter-event.json'),
        },
        {
          title: 'Dashboard with selectors',
          type: 'Dashboard',
          content: await document('dashboard', 'v27_headerPanel_selectors_urlParameters.json'),
        },
      ],
      FORMER_PORTALS,
    );
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

  it('copies every document with all that it needs, and leaves no reference to the source unlisted', () => {
    assert.equal(failures(report), '');
    assert.equal(report.outcomes.created, report.rows.length);
    assert.equal(report.residue.unlisted, 0);
    const found = (type: string): number => report.rows.filter((row) => row.source.type === type).length;
    assert.ok(found('Web Map') >= 4 && found('Dashboard') === 2);
  });

  it('changes nothing in the documents but the references', async () => {
    const { source, target } = pair;
    await comparePortals(
      await signIn(source.url, source.admin.username, source.admin.password),
      await signIn(target.url, target.admin.username, target.admin.password),
      copies(report),
    );
  });
});
