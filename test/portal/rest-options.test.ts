import { deepEqual, equal } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createItem,
  getItem,
  getItemData,
  getItemResources,
  removeItem,
  searchItems,
  updateItem,
} from '@esri/arcgis-rest-portal';
import { restOptions } from '../../lib/portal/rest-options.js';
import { restWriteOptions } from '../../lib/portal/rest-write-options.js';
import { Openings } from './support/opened.js';
import { PortalScript } from './support/portal-script.js';
import { rejection } from './support/rejection.js';
import { tokenOf } from './support/scripted-server.js';

describe('functions of rest-js', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  it('read through this transport, with its token and its retries', async () => {
    const script = new PortalScript(({ path }) =>
      path.endsWith('/search') ? { results: [], total: 0, nextStart: -1 } : { id: 'abc', title: 'A' },
    );
    const { server, portal } = await open.portal(script.script);
    equal((await getItem('abc', restOptions(portal))).title, 'A');
    equal((await searchItems({ q: 'owner:gis', ...restOptions(portal) })).total, 0);
    equal(
      server.seen.slice(1).every((request) => tokenOf(request) === 'T1'),
      true,
    );
  });

  it('read data as JSON, and nothing as nothing', async () => {
    let body = '{"layers":[]}';
    const { portal } = await open.portal(
      (_, response) => {
        response.end(body);
        return undefined;
      },
      { credentials: { kind: 'anonymous' } },
    );
    deepEqual(await getItemData('abc', restOptions(portal)), { layers: [] });
    body = '';
    equal(await getItemData('abc', restOptions(portal)), undefined);
  });

  it('are cancelled by the signal of the call, also where they forget it', async () => {
    const { portal } = await open.portal(new PortalScript(() => undefined).script);
    for (const give of ['bound', 'as an option'] as const) {
      const abort = new AbortController();
      const { signal } = abort;
      const options = give === 'bound' ? restOptions(portal, { signal }) : { ...restOptions(portal), signal };
      const reading = rejection(getItemResources('abc', options));
      abort.abort();
      equal((await reading).code, 'ARCGIS_CANCELLED', give);
    }
    const abort = new AbortController();
    const item = { title: 'A', type: 'Web Map' };
    const writing = rejection(createItem({ item, ...restWriteOptions(portal, { signal: abort.signal }) }));
    abort.abort();
    equal((await writing).code, 'ARCGIS_CANCELLED');
  });

  it('write through this transport, files as multipart from disk on every Node.js', async () => {
    const { server, portal } = await open.portal(
      new PortalScript(() => ({ success: true, id: 'new' })).script,
    );
    const folder = await mkdtemp(join(tmpdir(), 'rest-options-'));
    try {
      const path = join(folder, 'table');
      await writeFile(path, 'a,b');
      const files = { file: { path, name: 'a.csv', contentType: 'text/csv' } };
      const item = { title: 'A', type: 'CSV', tags: ['x', 'y'] };
      equal((await createItem({ item, owner: 'gis', ...restWriteOptions(portal, { files }) })).id, 'new');
    } finally {
      await rm(folder, { recursive: true });
    }
    const upload = server.seen.at(-1);
    equal(upload?.method, 'POST');
    equal(upload?.headers['content-type']?.startsWith('multipart/form-data'), true);
    equal(upload?.body.includes('filename="a.csv"'), true);
    await updateItem({ item: { id: 'new', tags: ['x', 'y'] }, owner: 'gis', ...restWriteOptions(portal) });
    equal(server.seen.at(-1)?.form.get('token'), 'T1');
    equal(server.seen.at(-1)?.form.get('tags'), 'x,y');
  });

  it('cannot write through the options for reading', async () => {
    const { server, portal } = await open.portal(new PortalScript(() => ({ success: true })).script);
    const error = await rejection(removeItem({ id: 'abc', owner: 'gis', ...restOptions(portal) }));
    equal(error.code, 'ARCGIS_FORBIDDEN');
    equal(server.seen.length, 0);
  });
});
