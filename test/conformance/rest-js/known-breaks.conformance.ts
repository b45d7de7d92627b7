import assert from 'node:assert/strict';
import { commitItemUpload, createItem, getItemData, getItemStatus } from '@esri/arcgis-rest-portal';
import {
  ApplicationCredentialsManager,
  ArcGISAuthError,
  ArcGISIdentityManager,
  ArcGISRequestError,
  request,
} from '@esri/arcgis-rest-request';
import type { Fault } from '../../../sandbox/http/fault.js';
import type { RecordedRequest } from '../../../sandbox/record/request-log.js';
import { type Json, rejection, Stage } from './stage.js';

/** What the library makes of answers that real portals give, where it is known to go wrong: the sandbox has to lead it there too. */
for (const kind of ['enterprise', 'online'] as const) {
  describe(`rest-js where it is known to break, with ${kind} manners`, () => {
    let stage: Stage;
    before(async () => {
      stage = await Stage.open(kind);
    });
    after(() => stage.close());
    afterEach(() => {
      stage.portal.switches.fault = undefined;
    });

    const fail = (path: string, fault: Fault) => {
      stage.portal.switches.fault = (asked: RecordedRequest) =>
        asked.path.toLowerCase().endsWith(path.toLowerCase()) ? fault : undefined;
    };
    const manager = () =>
      new ArcGISIdentityManager({ username: 'ann', password: 'ann-secret', portal: stage.rest });
    /** Tokens that are made after it are good. */
    const expireAllTokens = async () => {
      const since = Date.now() + 1;
      stage.portal.switches.tokensSince = since;
      while (Date.now() < since) await new Promise((resolve) => setImmediate(resolve));
    };
    const asked = (path: string) =>
      stage.portal.requests.all().filter((one) => one.path.toLowerCase().endsWith(path.toLowerCase()));

    it('remembers one failed sign-in for ever, until it is told to refresh', async () => {
      const ann = manager();
      fail('/generateToken', { kind: 'status', status: 502 });
      assert.match((await rejection(ann.getToken(stage.rest))).message, /502/);
      stage.portal.switches.fault = undefined;
      stage.portal.requests.clear();
      assert.match((await rejection(ann.getToken(stage.rest))).message, /502/);
      assert.deepEqual(asked('/generateToken'), [], 'it does not even ask again');
      await ann.refreshCredentials();
      assert.equal(typeof (await ann.getToken(stage.rest)), 'string');
    });

    it('goes on without a token when it gets none, and takes what strangers see', async () => {
      const id = await stage.item();
      await stage.as(stage.ann, `/content/users/ann/items/${id}/share`, { everyone: true, account: true });
      const wrong = new ArcGISIdentityManager({ username: 'ann', password: 'wrong', portal: stage.rest });
      const item = await request(`${stage.rest}/content/items/${id}`, { authentication: wrong });
      assert.equal(item.id, id);
    });

    it('renews its token once for a 498 inside HTTP 200, and not for a real HTTP 498', async () => {
      const ann = manager();
      await ann.getToken(stage.rest);
      await expireAllTokens();
      stage.portal.requests.clear();
      const self = await request(`${stage.rest}/community/self`, { authentication: ann });
      assert.deepEqual([self.username, asked('/generateToken').length], ['ann', 1]);
      stage.portal.switches.tokensSince = 0;
      fail('/community/self', { kind: 'status', status: 498 });
      const error = await rejection(request(`${stage.rest}/community/self`, { authentication: ann }));
      assert.ok(!(error instanceof ArcGISAuthError));
      assert.match(String(error.code), /^HTTP 498/);
    });

    it('keeps the token of a server that has become worthless', async () => {
      const ann = manager();
      const services = `${stage.portal.serverUrl}/rest/services`;
      await request(services, { authentication: ann });
      await expireAllTokens();
      try {
        const error = await rejection(request(services, { authentication: ann }));
        assert.ok(error instanceof ArcGISAuthError);
      } finally {
        stage.portal.switches.tokensSince = 0;
      }
    });

    it('takes documents for refusals because of a key in them', async () => {
      for (const text of ['{"code":500,"name":"Zone"}', '{"status":"failed"}', '{"error":"none so far"}']) {
        const id = await stage.item({ text });
        await rejection(getItemData(id, { authentication: stage.ann }));
        const raw = (await getItemData(id, { authentication: stage.ann, file: true })) as Blob;
        assert.equal(await raw.text(), text);
      }
    });

    it('takes a failed publish for a success, and throws for a failed createService without saying a code', async () => {
      const { id } = await createItem({
        item: { type: 'CSV', title: stage.name('CSV') },
        authentication: stage.ann,
      });
      const published = await stage.as(stage.ann, '/content/users/ann/publish', {
        itemid: id,
        filetype: 'csv',
        publishParameters: { name: 'nothing' },
      });
      assert.equal((published.services as Json[])[0]?.success, false);
      const createParameters = { name: `twice_${kind}`, spatialReference: { wkid: 102100 } };
      const create = () => stage.as(stage.ann, '/content/users/ann/createService', { createParameters });
      await create();
      const error = await rejection(create());
      assert.ok(error instanceof ArcGISRequestError);
      assert.equal(error.code, 'UNKNOWN_ERROR_CODE');
      assert.match(error.message, /already exists/);
    });

    it('commits an upload without its properties if there are `params` beside them', async () => {
      const { id } = await stage.as(stage.ann, '/content/users/ann/addItem', {
        multipart: true,
        filename: `${stage.name('parts')}.csv`,
      });
      const error = await rejection(
        commitItemUpload({
          id: String(id),
          item: { type: 'CSV', title: 'Parts' },
          params: { async: true },
          authentication: stage.ann,
        }),
      );
      assert.match(error.message, /'type' and 'title' property required/);
    });

    it('throws for a job that has failed, and has the item in the response only', async () => {
      stage.portal.switches.failJobs = ['export'];
      try {
        const service = await stage.as(stage.ann, '/content/users/ann/createService', {
          createParameters: { name: `failing_${kind}`, spatialReference: { wkid: 102100 } },
        });
        const exported = await stage.as(stage.ann, '/content/users/ann/export', {
          itemId: service.itemId,
          title: stage.name('Export'),
          exportFormat: 'CSV',
        });
        const status = () =>
          getItemStatus({
            id: String(exported.exportItemId),
            jobId: String(exported.jobId),
            jobType: 'export',
            authentication: stage.ann,
          });
        let error: Error | undefined;
        while (!error)
          error = await status().then(
            () => undefined,
            (failure: Error) => failure,
          );
        assert.ok(error instanceof ArcGISRequestError);
        assert.equal(error.response.itemId, exported.exportItemId);
        const { statusMessage } = error.response as { statusMessage: string };
        assert.equal(statusMessage.startsWith('{'), kind === 'online', 'Online says it in JSON');
      } finally {
        stage.portal.switches.failJobs = [];
      }
    });

    it('does not try again when it is told to wait, inside HTTP 200 or not', async () => {
      fail('/rest', { kind: 'error', code: 429, message: 'Unable to perform query. Too many requests.' });
      const inside = await rejection(request(stage.rest));
      assert.equal(inside.code, 429);
      fail('/rest', { kind: 'status', status: 429, headers: { 'Retry-After': '1' } });
      assert.match(String((await rejection(request(stage.rest))).code), /^HTTP 429/);
      fail('/rest', { kind: 'html' });
      assert.equal((await rejection(request(stage.rest))).name, 'SyntaxError');
    });

    it('never recovers an application’s sign-in that has failed once', async () => {
      const itemId = await stage.item({ type: 'Application', text: '' });
      const app = await stage.as(stage.ann, '/oauth2/registerApp', { itemId, appType: 'server' });
      const application = ApplicationCredentialsManager.fromCredentials({
        clientId: String(app.client_id),
        clientSecret: String(app.client_secret),
        portal: stage.rest,
      });
      fail('/oauth2/token/', { kind: 'status', status: 502 });
      await rejection(application.getToken(stage.rest));
      stage.portal.switches.fault = undefined;
      await rejection(application.getToken(stage.rest));
    });
  });
}
