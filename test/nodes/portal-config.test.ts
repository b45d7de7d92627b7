import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { SandboxPair } from '../../sandbox/index.js';
import { Bench } from './bench.js';
import { emptyPair } from './content.js';
import { catchNode, cloneNode, portalNode, portals, searchNode, sinkNode, tab } from './flows.js';

/** Node-RED's own TLS configuration. */
const tlsConfig = createRequire(require.resolve('node-red'))(
  '@node-red/nodes/core/network/05-tls.js',
) as NodeInitializer;

interface Answer {
  ok: boolean;
  portal?: string;
  kind?: string;
  username?: string;
  role?: string;
  error?: { code: string; message: string };
}

/** What the editor has in a password field that the user did not touch. */
const UNTOUCHED = '__PWRD__';

async function press(fields: Record<string, string>): Promise<Answer> {
  const response = await helper.request().post('/arcgis-portal/test').send(fields);
  assert.equal(response.status, 200);
  return response.body as Answer;
}

describe('the Test button of portal-config', () => {
  let pair: SandboxPair;
  let end: () => Promise<void>;
  let bench: Bench;

  const fields = (more: Record<string, string> = {}): Record<string, string> => ({
    id: 'not deployed',
    url: pair.source.url,
    signIn: 'password',
    username: pair.source.admin.username,
    password: pair.source.admin.password,
    token: '',
    tls: '',
    ...more,
  });

  before(async () => {
    ({ pair, end } = await emptyPair());
    const { nodes, credentials } = portals(pair);
    bench = await Bench.load([tab, ...nodes], credentials);
  });

  after(async () => {
    await bench?.unload();
    await end?.();
  });

  it('says who is signed in to what, with values that are not deployed', async () => {
    const answer = await press(fields());
    assert.equal(answer.ok, true);
    assert.equal(answer.kind, 'enterprise');
    assert.equal(answer.username, 'admin');
    assert.equal(answer.role, 'org_admin');
    assert.ok(answer.portal);
  });

  it('takes an address as it was copied from the browser', async () => {
    const answer = await press(fields({ url: `${pair.source.url}/home/content.html?x=1#my` }));
    assert.equal(answer.ok, true);
  });

  it('says what the portal said when the password is wrong, and never repeats the password', async () => {
    const answer = await press(fields({ password: 'wrong-password-1' }));
    assert.equal(answer.ok, false);
    assert.equal(answer.error?.code, 'ARCGIS_AUTH');
    assert.doesNotMatch(JSON.stringify(answer), /wrong-password-1/);
  });

  it('uses the stored password for the address and the user that it was stored for', async () => {
    const answer = await press(fields({ id: 'source', password: UNTOUCHED }));
    assert.equal(answer.ok, true);
  });

  it('sends a stored password to no other address and for no other user', async () => {
    pair.target.requests.clear();
    for (const changed of [{ url: pair.target.url }, { username: 'somebody' }]) {
      const answer = await press(fields({ id: 'source', password: UNTOUCHED, ...changed }));
      assert.equal(answer.error?.code, 'ARCGIS_CONFIG');
      assert.match(answer.error?.message ?? '', /Enter the password again/);
    }
    assert.deepEqual(pair.target.requests.all(), []);
  });

  it('takes a token', async () => {
    const body = new URLSearchParams({
      f: 'json',
      ...pair.source.admin,
      client: 'requestip',
      expiration: '10',
    });
    const response = await fetch(`${pair.source.url}/sharing/rest/generateToken`, { method: 'POST', body });
    const { token } = (await response.json()) as { token: string };
    const answer = await press(fields({ signIn: 'token', username: '', password: '', token }));
    assert.equal(answer.username, 'admin');
    const refused = await press(fields({ signIn: 'token', token: 'no-such-token-0' }));
    assert.equal(refused.error?.code, 'ARCGIS_AUTH');
  });

  it('reads names of environment variables in every field', async () => {
    process.env.BENCH_URL = pair.source.url;
    process.env.BENCH_USER = pair.source.admin.username;
    process.env.BENCH_PASSWORD = pair.source.admin.password;
    try {
      const answer = await press(
        fields({ url: `\${BENCH_URL}`, username: `\${BENCH_USER}`, password: `\${BENCH_PASSWORD}` }),
      );
      assert.equal(answer.ok, true);
    } finally {
      for (const name of ['BENCH_URL', 'BENCH_USER', 'BENCH_PASSWORD']) delete process.env[name];
    }
  });

  for (const [what, changed, code] of [
    ['a blank address', { url: '' }, 'ARCGIS_CONFIG'],
    ['no address at all', { url: 'ftp://x' }, 'ARCGIS_CONFIG'],
    ['no user name', { username: '' }, 'ARCGIS_CONFIG'],
    ['a host that is not there', { url: 'http://127.0.0.1:9/portal' }, 'ARCGIS_NETWORK'],
    ['a TLS configuration that is not there', { tls: 'gone' }, 'ARCGIS_CONFIG'],
  ] as const) {
    it(`answers ${what} in words`, async () => {
      const answer = await press(fields(changed));
      assert.equal(answer.error?.code, code);
      assert.ok((answer.error?.message.length ?? 0) > 20);
    });
  }

  it('answers a request that is none', async () => {
    const response = await helper.request().post('/arcgis-portal/test').send([1]);
    assert.equal((response.body as Answer).ok, false);
  });
});

describe('a portal with a certificate of a private authority', () => {
  let pair: SandboxPair;
  let end: () => Promise<void>;
  let bench: Bench;

  before(async () => {
    ({ pair, end } = await emptyPair());
    const tls = { id: 'trust', type: 'tls-config', name: '', cert: '', key: '', ca: pair.source.caFile };
    const flow = [
      tab,
      { ...tls, certType: 'files', verifyservercert: true, servername: '', alpnprotocol: '' },
    ];
    bench = await Bench.load(flow, {}, [tlsConfig]);
  });

  after(async () => {
    await bench?.unload();
    await end?.();
  });

  const test = (tls: string): Promise<Answer> =>
    press({ id: '', url: pair.source.https, signIn: 'password', ...pair.source.admin, token: '', tls });

  it("is trusted by Node-RED's own tls-config", async () => {
    const answer = await test('trust');
    assert.equal(answer.error, undefined);
    assert.equal(answer.username, 'admin');
  });

  it('is refused without it, in words that say why', async () => {
    const answer = await test('');
    assert.equal(answer.error?.code, 'ARCGIS_TLS');
  });
});

describe('nodes whose portal cannot work', () => {
  let bench: Bench;

  afterEach(() => bench.unload());

  it('show it at once when none is chosen, and fail each message in words', async () => {
    bench = await Bench.load([
      tab,
      searchNode([['out'], []], { portal: '' }),
      sinkNode('out'),
      catchNode([['caught']]),
      sinkNode('caught'),
    ]);
    bench.send('search', { payload: 1 });
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_CONFIG');
    assert.match((caught.error as { message: string }).message, /No source portal/);
    assert.equal(bench.completionsOf('search').length, 1);
  });

  it('fail each message when the password is missing, as after an import', async () => {
    bench = await Bench.load([
      tab,
      portalNode('source', 'http://127.0.0.1:9/portal'),
      searchNode([[], []]),
      catchNode([['caught']]),
      sinkNode('caught'),
    ]);
    bench.send('search', { payload: 1 });
    const caught = await bench.message('caught');
    assert.match((caught.error as { message: string }).message, /no user name/);
  });

  it('do not end Node-RED when the address is nonsense', async () => {
    bench = await Bench.load(
      [tab, portalNode('source', ':::'), searchNode([[], []]), cloneNode([[]], { target: 'gone' })],
      { source: { username: 'admin', password: 'secret-word-1' } },
    );
    bench.send('search', { payload: 1 });
    bench.send('clone', { payload: 1 });
    const { error } = await bench.completion('search');
    assert.equal(error?.code, 'ARCGIS_CONFIG');
    assert.equal((await bench.completion('clone')).error?.code, 'ARCGIS_INPUT');
  });
});
