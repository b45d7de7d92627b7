import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { type Rest, signIn } from '../support/rest.js';

const UNKNOWN = 'f'.repeat(32);

describe('the references of an item on its page', () => {
  let folder: string;
  let pair: SandboxPair;
  let source: Rest;
  let target: Rest;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sandbox-home-'));
    pair = await startPair({ dir: folder, empty: true });
    const { username, password } = pair.source.admin;
    source = await signIn(pair.source.url, username, password);
    target = await signIn(pair.target.url, username, password);
  });

  after(async () => {
    await pair?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const add = async (portal: Rest, params: Record<string, unknown>): Promise<string> =>
    String(
      (await portal.post(`/content/users/admin/addItem`, { title: 'One', type: 'Web Map', ...params })).id,
    );

  const service = async (portal: Rest, name: string): Promise<{ itemId: string; serviceurl: string }> =>
    portal.post(`/content/users/admin/createService`, {
      outputType: 'featureService',
      createParameters: { name, spatialReference: { wkid: 102100 }, capabilities: 'Query' },
    });

  /** What the table of references says, a line for each row: where it leads, to what, its path. */
  const referencesOf = async (portal: Rest, id: string): Promise<string[]> => {
    const page = await (await fetch(`${portal.portal}/home/item.html?id=${id}`)).text();
    const table = page.slice(page.indexOf('id="references"'), page.indexOf('id="data"'));
    return [
      ...table.matchAll(/<tr><td[^>]*>(.*?)<\/td><td>(.*?)<\/td>\s*<td class="path">(.*?)<\/td>/gs),
    ].map(([, where = '', what = '', at = '']) => [where, what.replace(/<[^>]+>/g, ''), at].join(' | '));
  };

  it('say which lead to this portal, to the other one, elsewhere, and nowhere', async () => {
    const there = await service(source, 'there');
    const here = await service(target, 'here');
    const group = await target.post<{ group: { id: string } }>('/community/createGroup', {
      title: 'Crew',
      access: 'org',
    });
    const gone = `${here.serviceurl.replace('/here/', '/gone/')}/0`;
    const text = {
      operationalLayers: [
        { url: here.serviceurl, itemId: here.itemId },
        { url: there.serviceurl, itemId: there.itemId },
        { url: gone, itemId: UNKNOWN },
        { url: `${here.serviceurl}/7` },
        { url: 'https://tiles.example.org/arcgis/rest/services/Sea/MapServer', itemId: 'e'.repeat(32) },
        { symbol: { type: 'esriPMS', url: 'd'.repeat(32) } },
        { popupInfo: { description: `<a href="${source.portal}/home/item.html?id=${UNKNOWN}">old</a>` } },
        { text: `${target.portal}/home/group.html?id=${group.group.id}` },
      ],
    };
    const id = await add(target, { text });
    assert.deepEqual(await referencesOf(target, id), [
      'broken | no service gone/FeatureServer | $.operationalLayers[2].url',
      'broken | nothing has this id | $.operationalLayers[2].itemId',
      'broken | service here/FeatureServer has no layer 7 | $.operationalLayers[3].url',
      'broken | nothing has this id in the other portal | $.operationalLayers[6].popupInfo.description',
      'the other portal | there | $.operationalLayers[1].url',
      'the other portal | there | $.operationalLayers[1].itemId',
      'elsewhere | tiles.example.org | $.operationalLayers[4].url',
      'elsewhere | item beside an address at tiles.example.org | $.operationalLayers[4].itemId',
      'this portal | here | $.operationalLayers[0].url',
      'this portal | here | $.operationalLayers[0].itemId',
      'this portal | group Crew | $.operationalLayers[7].text',
    ]);
  });

  it('are found in properties, in escaped and encoded addresses, and in scripts', async () => {
    const map = await add(source, { title: 'Map' });
    const url = `${source.portal}/home/webmap/viewer.html?webmap=${map}`;
    const text = {
      json: JSON.stringify({ to: url }).replaceAll('/', '\\/'),
      link: `https://example.org/?to=${encodeURIComponent(url)}`,
      expression: `FeatureSetByPortalItem(Portal('https://example.org'), '${UNKNOWN}', 0)`,
    };
    const id = await add(source, {
      text,
      description: `See <a href="${url}">the map</a>`,
      typeKeywords: `source-${map}`,
    });
    const found = await referencesOf(source, id);
    for (const at of ['item $.description', 'item $.typeKeywords[0]', '$.json', '$.link']) {
      assert.ok(found.includes(`this portal | Map | ${at}`), `${at} in ${found.join('\n')}`);
    }
    assert.ok(found.includes('broken | nothing has this id | $.expression'));
  });

  it('have links that never run a script, and mark the data', async () => {
    const id = await add(source, {
      text: {
        a: 'javascript:alert(1)//http://x"onclick=alert(1)',
        b: `${source.portal}/home/item.html?id=${UNKNOWN}`,
      },
    });
    const page = await (await fetch(`${source.portal}/home/item.html?id=${id}`)).text();
    assert.doesNotMatch(page, /href="javascript/);
    assert.doesNotMatch(page, /"onclick=/);
    assert.match(page, /<mark class="broken" title="broken">/);
  });
});
