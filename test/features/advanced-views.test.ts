import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import { Portals } from '../copy/support/portals.js';
import { addRows, field, hostedService, type Json, layer, type TestRow } from './town-services.js';

const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const;

const SPECIES = ['Oak', 'Elm', 'Ash'];

for (const [from, to] of DIRECTIONS) {
  describe(`A view on several services, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let trees: { itemId: string; url: string };
    let species: { itemId: string; url: string };
    /** An Enterprise portal may have given the fields other names. */
    const known = new Map<string, string>();

    before(async () => {
      portals = await Portals.start(from, to);
      trees = await hostedService(portals.source, 'Trees', [
        layer(0, 'Trees', 'Point', [
          field('Kind', 'String', { length: 20 }),
          field('Height', 'Double'),
          field('Owner', 'String', { length: 20 }),
        ]),
        layer(1, 'Visits', null, [field('Kind', 'String', { length: 20 }), field('Day', 'Date')]),
      ]);
      species = await hostedService(portals.source, 'Species', [
        layer(0, 'Species', null, [
          field('Code', 'String', { length: 20 }),
          field('Latin', 'String', { length: 40 }),
        ]),
      ]);
      const rows = Array.from({ length: 9 }, (_, index): TestRow => {
        const attributes = { Kind: SPECIES[index % 3], Height: index, Owner: `Owner ${index}` };
        return { attributes, geometry: { x: -7.9e6 + index, y: 4.5e6 } };
      });
      await addRows(portals.source, `${trees.url}/0`, rows, false);
      const visits = SPECIES.flatMap((Kind) => [1000, 2000].map((Day) => ({ attributes: { Kind, Day } })));
      await addRows(portals.source, `${trees.url}/1`, visits, false);
      const names = SPECIES.slice(0, 2).map((Code) => ({ attributes: { Code, Latin: `${Code}us` } }));
      await addRows(portals.source, `${species.url}/0`, names, false);
      for (const [of, url] of [
        ['Trees', `${trees.url}/0`],
        ['Visits', `${trees.url}/1`],
        ['Species', `${species.url}/0`],
      ] as const) {
        const { fields } = await portals.source.read<{ fields: { name: string }[] }>(url);
        for (const { name } of fields) known.set(`${of} ${name}`.toLowerCase(), name);
      }
    });
    after(() => portals.close());

    const nameOf = (url: string): string => /\/([^/]+)\/FeatureServer/.exec(url)?.[1] ?? '';

    const main = (): Json => ({
      name: 'Trees_target',
      sourceServiceName: nameOf(trees.url),
      sourceLayerId: 0,
      sourceLayerFields: [fieldOf('Trees', 'Kind'), fieldOf('Trees', 'Height')],
    });
    const joinOf = (url: string, id: number, key: string, fields: Json[], more: Json = {}): Json => ({
      name: `${nameOf(url)}_join`,
      sourceServiceName: nameOf(url),
      sourceLayerId: id,
      sourceLayerFields: fields,
      type: 'INNER',
      parentKeyFields: [actual('Trees', 'Kind')],
      keyFields: [key],
      ...more,
    });
    const actual = (of: string, name: string): string => known.get(`${of} ${name}`.toLowerCase()) ?? name;
    const fieldOf = (of: string, name: string): Json => ({
      name: actual(of, name),
      alias: name,
      source: actual(of, name),
    });

    async function makeView(
      name: string,
      layers: Json[],
      more: Json = {},
    ): Promise<{ itemId: string; url: string }> {
      const { user } = await portals.source.self();
      const content = `/content/users/${user?.username}`;
      const spatialReference = { wkid: 102100, latestWkid: 3857 };
      const parameters = { name, isView: true, capabilities: 'Query', spatialReference, ...more };
      const made = await portals.source.write<{ itemId: string; serviceurl: string }>(
        `${content}/createService`,
        {
          createParameters: JSON.stringify(parameters),
          isView: true,
          outputType: 'featureService',
        },
      );
      const admin = made.serviceurl.replace('/rest/services/', '/rest/admin/services/');
      for (const one of layers) {
        const key = one.type === 'Table' ? 'tables' : 'layers';
        await portals.source.write(`${admin}/addToDefinition`, {
          addToDefinition: JSON.stringify({ [key]: [one] }),
        });
      }
      await portals.source.write(`${content}/items/${made.itemId}/update`, { title: name, tags: 'view' });
      return { itemId: made.itemId, url: made.serviceurl };
    }

    async function rowsOf(portal: typeof portals.source, url: string, id: number): Promise<Json[]> {
      const { features } = await portal.read<{ features: { attributes: Json; geometry?: Json }[] }>(
        `${url}/${id}/query`,
        { where: '1=1', outFields: '*' },
      );
      return features
        .map(({ attributes, geometry }) => {
          const own = Object.entries(attributes).filter(([name]) => !/^(objectid|globalid)$/i.test(name));
          const lower = own.map(([name, value]) => [name.toLowerCase().replace(/_$/, ''), value]);
          return { ...Object.fromEntries(lower), ...(geometry && { x: Math.round(Number(geometry.x)) }) };
        })
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }

    const explain = (results: Map<string, CopyResult>): string =>
      JSON.stringify(
        [...results].map(([title, { error, checks, warnings }]) => [
          title,
          error,
          checks.filter(({ ok }) => !ok),
          warnings,
        ]),
        null,
        1,
      );

    it('AC-10: that joins them is a view on their copies, and these are copied for its sake', async () => {
      const latin = joinOf(species.url, 0, actual('Species', 'Code'), [fieldOf('Species', 'Latin')]);
      const visit = joinOf(trees.url, 1, actual('Visits', 'Kind'), [fieldOf('Visits', 'Day')], {
        name: 'Visits_join',
        topFilter: {
          groupByFields: actual('Visits', 'Kind'),
          orderByFields: `${actual('Visits', 'Day')} DESC`,
          topCount: 1,
        },
      });
      const view = await makeView('Joined', [
        {
          id: 0,
          name: 'Joined',
          type: 'Feature Layer',
          adminLayerInfo: {
            geometryField: { name: 'Trees_target.Shape' },
            viewLayerDefinition: { table: { ...main(), relatedTables: [latin, visit] } },
          },
        },
      ]);
      const expected = await rowsOf(portals.source, view.url, 0);
      assert.equal(expected.length, 6);
      const results = await portals.copyAll([view.itemId]);
      const copy = results.get('Joined');
      assert.equal(copy?.outcome, 'created', explain(results));
      const copied = await portals.target.read<Json>(String(copy.target?.url));
      assert.equal(copied.isView, true);
      assert.deepEqual(await rowsOf(portals.target, String(copy.target?.url), 0), expected);
      assert.deepEqual(copy.dependencies.map(({ source: { title } }) => title).sort(), ['Species', 'Trees']);
      const { services } = await portals.target.read<{ services: { serviceItemId: string }[] }>(
        `${copy.target?.url}/sources`,
      );
      const ids = [trees.itemId, species.itemId].map((id) => copy.map.items[id]).sort();
      assert.deepEqual([...new Set(services.map(({ serviceItemId }) => serviceItemId))].sort(), ids);

      const again = await portals.copyAll([view.itemId]);
      assert.equal(again.get('Joined')?.outcome, 'unchanged', explain(again));
    });

    it('that shows a layer of each is a view on their copies', async () => {
      const shown = (url: string, id: number): Json => ({
        viewLayerDefinition: { sourceServiceName: nameOf(url), sourceLayerId: id, sourceLayerFields: '*' },
      });
      const view = await makeView(
        'Both',
        [
          { id: 0, name: 'Trees', type: 'Feature Layer', adminLayerInfo: shown(trees.url, 0) },
          { id: 1, name: 'Species', type: 'Table', adminLayerInfo: shown(species.url, 0) },
        ],
        { isMultiServicesView: true },
      );
      const results = await portals.copyAll([view.itemId]);
      const copy = results.get('Both');
      assert.equal(copy?.outcome, 'created', explain(results));
      for (const id of [0, 1]) {
        const expected = await rowsOf(portals.source, view.url, id);
        assert.ok(expected.length > 0);
        assert.deepEqual(await rowsOf(portals.target, String(copy.target?.url), id), expected);
      }
    });
  });
}
