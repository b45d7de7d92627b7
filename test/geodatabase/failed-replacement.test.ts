import assert from 'node:assert/strict';
import { removeGeodatabase } from '../../lib/copy/geodatabases/geodatabase-folders.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { Fault } from '../../sandbox/index.js';
import { Content, webMap } from '../copy/support/content.js';
import { GeodatabasePortals, type WayOptions } from './support/geodatabase-portals.js';

interface Service {
  id: string;
  url: string;
}

/** Exported whether or not the target holds an up-to-date copy, as without a target set in export-fgdb. */
const REPLACE: WayOptions = { settings: { whenExists: 'replace' }, knowsTarget: false };

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`an older copy that is to be replaced by a published one, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: GeodatabasePortals;
    let content: Content;
    /** The layer of the source, its older copy, and everything in the target that shows that. */
    let layer: Service;
    let old: Service;
    let shown: string[];
    let services: string[];

    before(async () => {
      portals = await GeodatabasePortals.start(from, to);
      const { url, admin } = portals.pair.source;
      const writer = openPortal({ url, credentials: { kind: 'password', ...admin } });
      content = new Content(writer, admin.username);
      layer = await content.layer('Trees', 5);
      const view = await content.view('Trees_open', layer);
      const maps: string[] = [];
      for (const n of [1, 2, 3]) {
        maps.push(
          await content.document(
            'Web Map',
            `Map ${n}`,
            webMap([{ ...(n === 3 ? view : layer), title: 'T' }]),
          ),
        );
      }
      old = await made(layer.id);
      const viewCopy = await made(view.id);
      const mapCopies: string[] = [];
      for (const map of maps) mapCopies.push((await made(map)).id);
      shown = [old.id, viewCopy.id, ...mapCopies];
      services = [old.url, viewCopy.url];
      await portals.target.write(`${path(old.id)}/protect`);
    });
    afterEach(() => {
      portals.pair.target.switches.fault = undefined;
    });
    after(async () => {
      await content.portal.close();
      await portals.close();
    });

    function path(id: string): string {
      return `/content/users/${portals.pair.target.admin.username}/items/${id}`;
    }

    async function made(id: string): Promise<Service> {
      const { result } = await portals.copy(id);
      assert.equal(result.error, undefined);
      assert.ok(result.target);
      return { id: result.target.id, url: String(result.target.url) };
    }

    /** The older copy, its view and the maps, as the target gives them, in text. */
    async function state(): Promise<string[]> {
      const query = { where: '1=1', outFields: '*', orderByFields: 'OBJECTID' };
      const reads: [string, object?][] = [
        ...shown.flatMap((id): [string][] => [[`/content/items/${id}`], [`/content/items/${id}/data`]]),
        ...services.flatMap((url): [string, object?][] => [
          [url],
          [`${url}/layers`],
          [`${url}/0/query`, query],
        ]),
      ];
      return Promise.all(
        reads.map(async ([where, params = {}]) => {
          const text = await portals.target.readText(where, { f: 'json', ...params });
          // Looking at an item is counted by the portal.
          return `${where} ${text.replace(/"(numViews|lastViewed)":\d+/g, '')}`;
        }),
      );
    }

    const failures: [string, string, Fault][] = [
      [
        'is refused',
        'publish',
        { kind: 'status', status: 200, body: JSON.stringify({ services: [{ success: false }] }) },
      ],
      [
        'fails late',
        'status',
        {
          kind: 'status',
          status: 200,
          body: JSON.stringify({ status: 'failed', statusMessage: 'No room.' }),
        },
      ],
      ['is refused by the portal', 'publish', { kind: 'error', code: 400, message: 'Unable to publish.' }],
    ];
    for (const [how, operation, fault] of failures) {
      it(`AC-07: stays as it was, with its view and the maps that show it, when the publishing ${how}`, async () => {
        const before = await state();
        portals.pair.target.switches.fault = (request) =>
          request.path.endsWith(`/${operation}`) ? fault : undefined;
        const { result, exported } = await portals.copy(layer.id, REPLACE);
        assert.ok(exported.file, 'the layer went the File Geodatabase way');
        await removeGeodatabase(exported.file.path);
        portals.pair.target.switches.fault = undefined;
        assert.equal(result.outcome, 'failed');
        assert.equal(result.error?.code, fault.kind === 'error' ? 'ARCGIS_UNEXPECTED' : 'ARCGIS_JOB_FAILED');
        assert.deepEqual(result.replaced, []);
        assert.deepEqual(await state(), before);
        assert.deepEqual(await portals.left(), [], 'nothing of the new copy is left');
      });
    }

    it('AC-07: is named by the copy that stands for it once the publishing works, and is still there', async () => {
      const { result } = await portals.copy(layer.id, REPLACE);
      assert.equal(result.error, undefined);
      assert.notEqual(result.target?.id, old.id);
      assert.deepEqual(
        result.replaced.map(({ item }) => item.id),
        [old.id],
      );
      assert.equal((await portals.to.json(`/content/items/${old.id}`)).protected, true);
    });
  });
}
