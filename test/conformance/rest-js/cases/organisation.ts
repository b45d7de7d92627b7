import assert from 'node:assert/strict';
import * as rest from '@esri/arcgis-rest-portal';
import type { Cases } from '../case.js';
import { type Json, rejection } from '../stage.js';

export const organisation: Cases = {
  getSelf: async (stage) => {
    const self = (await rest.getSelf({ authentication: stage.ann })) as unknown as Json;
    assert.equal(self.isPortal, stage.kind === 'enterprise');
    assert.equal(self.portalMode, stage.kind === 'enterprise' ? 'singletenant' : 'multitenant');
    assert.equal((self.user as Json).username, 'ann');
    const anonymous = (await rest.getSelf({ portal: stage.rest })) as unknown as Json;
    assert.deepEqual([anonymous.user, anonymous.id], [undefined, self.id]);
  },
  getPortal: async (stage) => {
    const self = await rest.getPortal('', { authentication: stage.ann });
    const named = await rest.getPortal(self.id, { authentication: stage.ann });
    assert.deepEqual([named.id, named.name], [self.id, self.name]);
  },
  getPortalUrl: async (stage) => {
    const answer = await stage.as(stage.ann, rest.getPortalUrl(stage.ann).slice(stage.rest.length));
    assert.equal(typeof answer.currentVersion, 'string');
    assert.equal('enterpriseVersion' in answer, stage.kind === 'enterprise');
  },
  getPortalSettings: async (stage) => {
    const settings = (await rest.getPortalSettings('', { authentication: stage.ann })) as unknown as Json;
    assert.deepEqual(Object.keys(settings).sort(), [
      'allowedRedirectUris',
      'authorizedCrossOriginDomains',
      'canShareBingPublic',
      'defaultExtent',
      'featuredGroups',
      'helperServices',
      'homePageFeaturedContentCount',
      'informationalBanner',
      'showHomePageDescription',
    ]);
  },
  isServiceNameAvailable: async (stage) => {
    const name = stage.name('service').replace(' ', '_');
    const free = () => rest.isServiceNameAvailable(name, 'Feature Service', stage.ann);
    assert.deepEqual(await free(), { available: true });
    await stage.as(stage.ann, '/content/users/ann/createService', {
      createParameters: { name, spatialReference: { wkid: 102100 } },
      outputType: 'featureService',
    });
    assert.deepEqual(await free(), { available: false });
  },
  getUniqueServiceName: async (stage) => {
    const name = stage.name('unique').replace(' ', '_');
    const make = (given: string) =>
      stage.as(stage.ann, '/content/users/ann/createService', {
        createParameters: { name: given, spatialReference: { wkid: 102100 } },
        outputType: 'featureService',
      });
    await make(name);
    await rejection(make(name));
    assert.equal(await rest.getUniqueServiceName(name, 'Feature Service', stage.ann, 0), `${name}_1`);
  },
  determineOwner: async (stage) => {
    assert.equal(await rest.determineOwner({ authentication: stage.ann }), 'ann');
    assert.equal(await rest.determineOwner({ owner: 'ben', authentication: stage.ann }), 'ben');
  },
  SearchQueryBuilder: async (stage) => {
    const title = stage.name('Built').replace(' ', '');
    const id = await stage.item({ title, tags: 'north,south' });
    await stage.item({ title: `${title}Other` });
    const q = new rest.SearchQueryBuilder()
      .startGroup()
      .match('north')
      .in('tags')
      .or()
      .match('west')
      .in('tags')
      .endGroup()
      .and()
      .match(title)
      .in('title')
      .and()
      .from(new Date(Date.now() - 60_000))
      .to(new Date(Date.now() + 60_000))
      .in('created')
      .not()
      .match('Dashboard')
      .in('type');
    const found = await rest.searchItems({ q, authentication: stage.ann });
    assert.deepEqual(
      found.results.map((one) => one.id),
      [id],
    );
  },
  scrubControlChars: async (stage) => {
    const id = await stage.item();
    await rest.addItemResource({
      id,
      name: 'odd.json',
      content: '{"a":"b\u0007"}',
      authentication: stage.ann,
    });
    const text = await rest.getItemResource(id, {
      fileName: 'odd.json',
      readAs: 'text',
      authentication: stage.ann,
    });
    assert.deepEqual(JSON.parse(rest.scrubControlChars(text)), { a: 'b' });
  },
};
