import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { CopyResult } from '../../../lib/copy/copy-settings.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { Content } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';

type Json = Record<string, unknown>;

interface App {
  client_id: string;
  client_secret: string;
  appType: string;
  redirect_uris: string[];
}

describe('a registered application', function () {
  this.timeout(60_000);
  let portals: Portals;
  let content: Content;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    content = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  const appOf = (portal: WritablePortal, id: unknown): Promise<App> =>
    portal.read<App>(`/content/users/${content.username}/items/${String(id)}/registeredAppInfo`);

  async function application(title: string, appType = 'browser'): Promise<{ id: string; app: App }> {
    const id = await content.document('Application', title, { kept: true }, { url: 'https://app.example' });
    const redirects = ['https://app.example/back', `${portals.source.url}/home/signin.html`];
    const params = { itemId: id, appType, redirect_uris: JSON.stringify(redirects) };
    return { id, app: await portals.source.write<App>('/oauth2/registerApp', params) };
  }

  const codes = ({ warnings }: CopyResult): string[] => warnings.map(({ code }) => code);

  /** Everything that a user can get to see of what happened. */
  function assertSecretsKept(results: Iterable<CopyResult>, secrets: string[]): void {
    const told = inspect([...results], { depth: null, maxStringLength: null });
    for (const secret of secrets) assert.ok(!told.includes(secret), 'a secret is told');
  }

  it('is registered in the target anew, and documents get the new client id, whoever is copied first', async () => {
    const { id, app } = await application('Field app');
    const data = (appId: string): Json => ({
      values: { title: app.client_id, oauthappid: appId, other: 'abcdefghij' },
      link: `https://app.example/?client_id=${appId}&x=${app.client_id}`,
    });
    const user = await content.document('Web Mapping Application', 'User', data(app.client_id));
    const results = await portals.copyAll([user]);
    const result = results.get('User');
    assert.equal(result?.outcome, 'created', JSON.stringify(result?.error));
    const copy = String(result.map.items[id]);
    const there = await appOf(portals.target, copy);
    assert.notEqual(there.client_id, app.client_id);
    assert.notEqual(there.client_secret, app.client_secret);
    assert.deepEqual(
      [there.appType, there.redirect_uris],
      ['browser', ['https://app.example/back', `${portals.target.url}/home/signin.html`]],
    );
    const stored = await portals.target.read(`/content/items/${result.target?.id}/data`);
    assert.deepEqual(stored, data(there.client_id));

    const both = await portals.copyAll([id, user]);
    assert.equal(both.get('User')?.outcome, 'unchanged');
    assert.equal(both.get('Field app')?.outcome, 'unchanged');
    assert.equal((await appOf(portals.target, copy)).client_id, there.client_id, 'it keeps its client id');
    assertSecretsKept([...results.values(), ...both.values()], [app.client_secret, there.client_secret]);
  });

  it('says what its owner has to do', async () => {
    const { id, app } = await application('Said');
    const result = (await portals.copyAll([id])).get('Said');
    assert.ok(result);
    assert.deepEqual(codes(result), ['APP_REGISTERED']);
    const there = await appOf(portals.target, result.target?.id);
    assert.match(result.warnings[0]?.message ?? '', new RegExp(`${there.client_id}.*another secret`));
    assertSecretsKept([result], [app.client_secret, there.client_secret]);
  });

  it('gets new addresses to return to, and keeps those that it was given in the target', async () => {
    const { id, app } = await application('Redirects');
    const first = (await portals.copyAll([id])).get('Redirects');
    const there = await appOf(portals.target, first?.target?.id);
    const own = [...there.redirect_uris, 'https://own.example'];
    await portals.target.write(`/oauth2/apps/${there.client_id}/update`, {
      redirect_uris: JSON.stringify(own),
    });
    await portals.source.write(`/oauth2/apps/${app.client_id}/update`, {
      redirect_uris: JSON.stringify([...app.redirect_uris, 'https://new.example']),
    });
    await portals.copyAll([id]);
    const now = await appOf(portals.target, first?.target?.id);
    assert.deepEqual(now.redirect_uris, [...own, 'https://new.example']);
    assert.equal(now.client_id, there.client_id);
  });

  it('that is an API key is not made anew, and an app that registers itself is', async () => {
    const key = await application('Key', 'apikey');
    const result = (await portals.copyAll([key.id])).get('Key');
    assert.ok(result);
    assert.deepEqual(codes(result), ['APP_NOT_REGISTERED']);
    await assert.rejects(appOf(portals.target, result.target?.id));

    const own = await content.document('Web Experience', 'Own', {});
    const app = await portals.source.write<App>('/oauth2/registerApp', { itemId: own, appType: 'browser' });
    const config = (clientId: string): Json => ({
      pages: {},
      widgets: {},
      dataSources: {},
      attributes: { clientId },
    });
    await content.update(own, { text: JSON.stringify(config(app.client_id)) });
    const copied = (await portals.copyAll([own])).get('Own');
    const there = await appOf(portals.target, copied?.target?.id);
    const stored = await portals.target.read(`/content/items/${copied?.target?.id}/data`);
    assert.deepEqual(stored, config(there.client_id));
  });

  it('that is a site is registered when it gets its address, not before', async () => {
    const site = await content.document('Site Application', 'Site', {});
    const app = await portals.source.write<App>('/oauth2/registerApp', { itemId: site, appType: 'browser' });
    await content.update(site, { text: JSON.stringify({ values: { clientId: app.client_id } }) });
    const result = (await portals.copyAll([site])).get('Site');
    assert.ok(result);
    assert.deepEqual(codes(result), ['SITE_ADDRESS']);
    await assert.rejects(appOf(portals.target, result.target?.id));
  });

  it('whose client id the source does not know is named, and stays', async () => {
    const clientId = 'AAAAbbbbCCCC1234';
    const user = await content.document('Web Mapping Application', 'Unknown', { values: { clientId } });
    const result = (await portals.copyAll([user])).get('Unknown');
    assert.ok(result);
    assert.deepEqual(codes(result), ['CLIENT_ID_KEPT']);
    const stored = await portals.target.read<Json>(`/content/items/${result.target?.id}/data`);
    assert.deepEqual(stored.values, { clientId });
  });

  it('is copied without being registered where the target refuses, with a word about it', async () => {
    const { id } = await application('Refused');
    portals.pair.target.switches.fault = ({ path }) =>
      path.endsWith('/oauth2/registerApp')
        ? { kind: 'error', code: 403, message: 'You may not register applications.' }
        : undefined;
    try {
      const result = (await portals.copyAll([id])).get('Refused');
      assert.equal(result?.outcome, 'created');
      assert.deepEqual(codes(result), ['APP_NOT_REGISTERED']);
      assert.match(result.warnings[0]?.message ?? '', /You may not register applications/);
    } finally {
      portals.pair.target.switches.fault = undefined;
    }
  });

  it('is not registered by a dry run', async () => {
    const { id } = await application('Planned');
    portals.pair.target.requests.clear();
    const run = await portals.run([id], { dryRun: true });
    assert.equal((await portals.copy(run, id)).outcome, 'planned');
    run.cancel('the test is over');
    const asked = portals.pair.target.requests.all().filter(({ path }) => path.includes('registerApp'));
    assert.deepEqual(asked, []);
  });
});
