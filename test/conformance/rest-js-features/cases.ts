import assert from 'node:assert/strict';
import * as features from '@esri/arcgis-rest-feature-service';
import { forms } from '../rest-js/library-forms.js';
import { multipart, rejection } from '../rest-js/stage.js';
import { type FeatureStage, type Json, tree } from './feature-stage.js';

/** Uses one exported function the documented way, and checks answer and effect. A text is a note for the table. */
export type FeatureCase = (stage: FeatureStage) => Promise<unknown>;

const sent = (feature: Json) => feature as unknown as features.IAddFeaturesOptions['features'][number];
const photo = (text: string) => new forms.File([text], 'photo.jpg', { type: 'image/jpeg' }) as never;

/** A tree with an attachment, which was sent without the library: its tokens are bound to its referer. */
async function attached(stage: FeatureStage): Promise<{ url: string; id: number }> {
  const url = await stage.layer([tree('oak', 9)]);
  const body = new FormData();
  body.set('f', 'json');
  body.set('token', await stage.ann.getToken(url));
  body.set('attachment', new Blob(['first'], { type: 'image/jpeg' }), 'first.jpg');
  const headers = { referer: '@esri/arcgis-rest-js' };
  const answer = await fetch(`${url}/1/addAttachment`, { method: 'POST', body, headers });
  const { addAttachmentResult } = (await answer.json()) as { addAttachmentResult: { objectId: number } };
  return { url, id: addAttachmentResult.objectId };
}

export const CASES: Record<string, FeatureCase> = {
  async createFeatureService(stage) {
    const name = stage.stage.name('Made').replace(' ', '_');
    const made = await features.createFeatureService({
      authentication: stage.ann,
      item: { name, capabilities: 'Create,Delete,Query,Update,Editing' } as never,
    });
    assert.deepEqual([made.success, made.name, made.type], [true, name, 'Feature Service']);
    const service = await features.getService({ url: made.serviceurl, authentication: stage.ann });
    assert.equal((service as unknown as Json).serviceItemId, made.itemId);
    const again = await rejection(
      features.createFeatureService({ authentication: stage.ann, item: { name } as never }),
    );
    assert.match(again.message, /already exists/);
  },

  async addToServiceDefinition(stage) {
    const name = stage.stage.name('Defined').replace(' ', '_');
    const { serviceurl } = await features.createFeatureService({
      authentication: stage.ann,
      item: { name } as never,
    });
    const answer = await features.addToServiceDefinition(serviceurl, {
      authentication: stage.ann,
      layers: [
        { name: 'Poles', type: 'Feature Layer', geometryType: 'esriGeometryPoint', fields: [] } as never,
      ],
      tables: [{ name: 'Notes', type: 'Table', fields: [] } as never],
    });
    assert.deepEqual(
      [answer.success, answer.layers, answer.tables],
      [true, [{ name: 'Poles', id: 0 }], [{ name: 'Notes', id: 1 }]],
    );
    const refused = await rejection(
      features.addToServiceDefinition(serviceurl, {
        authentication: stage.ann,
        layers: [{ name: 'No shape' } as never],
      }),
    );
    assert.match(refused.message, /Unable to add feature service definition/);
  },

  async updateServiceDefinition(stage) {
    const url = (await stage.layer()).replace(/\/0$/, '');
    const updateDefinition = { copyrightText: 'ours', capabilities: 'Query' } as never;
    const answer = await features.updateServiceDefinition(url, {
      authentication: stage.ann,
      updateDefinition,
    });
    assert.equal(answer.success, true);
    const service = await features.getService({ url, authentication: stage.ann });
    assert.deepEqual([service.copyrightText, service.capabilities], ['ours', 'Query']);
  },

  async getService(stage) {
    const service = await features.getService({ url: stage.service, authentication: stage.ann });
    assert.deepEqual(
      [...service.layers, ...service.tables].map(({ id, name }) => [id, name]),
      [
        [0, 'Trees'],
        [1, 'Inspections'],
      ],
    );
    await rejection(
      features.getService({
        url: stage.service.replace('Conforming_trees', 'Nothing'),
        authentication: stage.ann,
      }),
    );
  },

  async getLayer(stage) {
    const layer = await features.getLayer({ url: `${stage.service}/0`, authentication: stage.ann });
    assert.deepEqual(
      [layer.name, layer.geometryType, layer.hasAttachments],
      ['Trees', 'esriGeometryPoint', true],
    );
    await rejection(features.getLayer({ url: `${stage.service}/7`, authentication: stage.ann }));
  },

  async getAllLayersAndTables(stage) {
    const all = await features.getAllLayersAndTables({
      url: `${stage.service}/0`,
      authentication: stage.ann,
    });
    assert.deepEqual([all.layers.length, all.tables.length, all.layers[0]?.fields?.length], [1, 1, 5]);
  },

  async getServiceAdminInfo(stage) {
    const admin = (await features.getServiceAdminInfo(stage.view, stage.ann)) as unknown as {
      layers: Json[];
      adminServiceInfo: Json;
    };
    assert.equal(admin.adminServiceInfo.type, 'FeatureServer');
    const info = admin.layers[0]?.adminLayerInfo as { viewLayerDefinition: Json } | undefined;
    assert.equal(info?.viewLayerDefinition.sourceServiceName, 'Conforming_trees');
    await rejection(features.getServiceAdminInfo(stage.view, stage.stage.ben));
  },

  async getViewSources(stage) {
    const { services } = (await features.getViewSources(stage.view, stage.ann)) as unknown as {
      services: Json[];
    };
    assert.deepEqual(
      services.map(({ name, url }) => [name, url]),
      [['Conforming_trees', stage.service]],
    );
  },

  async parseServiceUrl(stage) {
    assert.equal(features.parseServiceUrl(`${stage.service}/0?token=x`), stage.service);
  },

  async addFeatures(stage) {
    const url = await stage.layer();
    const { addResults } = await features.addFeatures({
      url,
      authentication: stage.ann,
      features: [tree('oak', 9), tree('elm', 3)].map(sent),
    });
    assert.deepEqual(
      addResults.map(({ objectId, success }) => [objectId, success]),
      [
        [1, true],
        [2, true],
      ],
    );
    // A row that does not fit is told in the row; nothing is thrown.
    const wrong = await features.addFeatures({
      url,
      authentication: stage.ann,
      features: [sent(tree('x'.repeat(50), 1))],
    });
    assert.equal(wrong.addResults[0]?.success, false);
    assert.equal(typeof wrong.addResults[0]?.error?.description, 'string');
  },

  async updateFeatures(stage) {
    const url = await stage.layer([tree('oak', 9)]);
    const { updateResults } = await features.updateFeatures({
      url,
      authentication: stage.ann,
      features: [{ attributes: { OBJECTID: 1, height: 10 } } as never],
    });
    assert.equal(updateResults[0]?.success, true);
    assert.equal(
      (await features.getFeature({ url, id: 1, authentication: stage.ann })).attributes.height,
      10,
    );
  },

  async deleteFeatures(stage) {
    const url = await stage.layer([tree('oak', 9), tree('elm', 3)]);
    const { deleteResults } = await features.deleteFeatures({
      url,
      authentication: stage.ann,
      objectIds: [1],
    });
    assert.deepEqual(
      deleteResults.map(({ objectId, success }) => [objectId, success]),
      [[1, true]],
    );
    const count = (await features.queryFeatures({
      url,
      authentication: stage.ann,
      returnCountOnly: true,
    })) as { count: number };
    assert.equal(count.count, 1);
  },

  async applyEdits(stage) {
    const url = await stage.layer([tree('oak', 9), tree('elm', 3)]);
    const results = await features.applyEdits({
      url,
      authentication: stage.ann,
      adds: [sent(tree('ash', 4))],
      updates: [{ attributes: { OBJECTID: 1, name: 'big oak' } } as never],
      deletes: [2],
    });
    assert.deepEqual(
      [results.addResults, results.updateResults, results.deleteResults].map((list) => list?.[0]?.success),
      [true, true, true],
    );
  },

  async getFeature(stage) {
    const url = await stage.layer([tree('oak', 9)]);
    const found = await features.getFeature({ url, id: 1, authentication: stage.ann });
    assert.deepEqual([found.attributes.name, (found.geometry as unknown as Json).x], ['oak', 9]);
    await rejection(features.getFeature({ url, id: 99, authentication: stage.ann }));
  },

  async queryFeatures(stage) {
    const url = await stage.layer([tree('oak', 9), tree('elm', 3)]);
    const { authentication } = { authentication: stage.ann };
    const found = (await features.queryFeatures({
      url,
      authentication,
      where: 'height > 5',
    })) as features.IQueryFeaturesResponse;
    assert.deepEqual(
      found.features.map(({ attributes }) => attributes.name),
      ['oak'],
    );
    const stats = (await features.queryFeatures({
      url,
      authentication,
      outStatistics: [{ statisticType: 'max', onStatisticField: 'height', outStatisticFieldName: 'top' }],
    })) as features.IQueryFeaturesResponse;
    assert.equal(stats.features[0]?.attributes.top, 9);
    const geoJson = (await features.queryFeatures({ url, authentication, f: 'geojson' })) as unknown as {
      type: string;
    };
    assert.equal(geoJson.type, 'FeatureCollection');
    await rejection(features.queryFeatures({ url, authentication, where: 'no field = 1' }));
  },

  async queryAllFeatures(stage) {
    const url = await stage.layer(Array.from({ length: 25 }, (_, index) => tree(`tree ${index}`, index)));
    const all = (await features.queryAllFeatures({
      url,
      authentication: stage.ann,
      params: { resultRecordCount: 10 },
    })) as features.IQueryFeaturesResponse;
    assert.equal(new Set(all.features.map(({ attributes }) => attributes.OBJECTID)).size, 25);
  },

  async queryPbfAsGeoJSONOrArcGIS(stage) {
    const url = await stage.layer([tree('oak', 9, 111319.49, 222684.2), tree('Grün', 3, -5000.25, -1)]);
    const query = (f: string) =>
      features.queryPbfAsGeoJSONOrArcGIS(url, {
        authentication: stage.ann,
        httpMethod: 'GET',
        params: { f, where: '1=1', outFields: '*' },
      } as never);
    const arcgis = (await query('pbf-as-arcgis')) as features.IQueryFeaturesResponse;
    const json = (await features.queryFeatures({
      url,
      authentication: stage.ann,
    })) as features.IQueryFeaturesResponse;
    assert.deepEqual(
      arcgis.features.map(({ attributes }) => attributes),
      json.features.map(({ attributes }) => attributes),
    );
    for (const [index, { geometry }] of arcgis.features.entries()) {
      const [point, exact] = [geometry, json.features[index]?.geometry] as unknown as Record<
        'x' | 'y',
        number
      >[];
      assert.ok(
        Math.abs((point?.x ?? 0) - (exact?.x ?? 1)) < 0.001 &&
          Math.abs((point?.y ?? 0) - (exact?.y ?? 1)) < 0.001,
      );
    }
    const geoJson = (await query('pbf-as-geojson')) as unknown as {
      features: { geometry: { coordinates: number[] } }[];
    };
    assert.ok(Math.abs((geoJson.features[0]?.geometry.coordinates[0] ?? 0) - 1) < 0.0001);
  },

  async queryRelated(stage) {
    const url = await stage.layer([tree('oak', 9), tree('elm', 3)]);
    const { attributes } = await features.getFeature({ url, id: 1, authentication: stage.ann });
    await stage.call(`${url.replace(/0$/, '1')}/addFeatures`, {
      features: ['first', 'second'].map((note) => ({ attributes: { note, tree: attributes.GlobalID } })),
    });
    const { relatedRecordGroups } = await features.queryRelated({
      url,
      authentication: stage.ann,
      relationshipId: 0,
      objectIds: [1, 2],
    });
    assert.deepEqual(
      relatedRecordGroups?.map(({ objectId, relatedRecords }) => [
        objectId,
        relatedRecords?.map((one) => one.attributes.note),
      ]),
      [[1, ['first', 'second']]],
    );
  },

  async decodeValues(stage) {
    const url = await stage.layer([tree('oak', 9)]);
    const queryResponse = (await features.queryFeatures({
      url,
      authentication: stage.ann,
    })) as features.IQueryFeaturesResponse;
    const { fields } = await features.getLayer({ url, authentication: stage.ann });
    const decoded = await features.decodeValues({ queryResponse, fields: fields ?? [] });
    assert.equal(decoded.features[0]?.attributes.kind, 'Tall');
  },

  async addAttachment(stage) {
    const url = await stage.layer([tree('oak', 9)]);
    return multipart(
      () =>
        features.addAttachment({
          url,
          featureId: 1,
          attachment: photo('bytes'),
          authentication: stage.ann,
          params: { keywords: 'crown' },
        }),
      async ({ addAttachmentResult }) => {
        assert.deepEqual([addAttachmentResult.success, addAttachmentResult.objectId > 0], [true, true]);
        const { attachmentInfos } = await features.getAttachments({
          url,
          featureId: 1,
          authentication: stage.ann,
        });
        const [info] = attachmentInfos as unknown as Json[];
        assert.deepEqual(
          [info?.name, info?.contentType, info?.size, info?.keywords],
          ['photo.jpg', 'image/jpeg', 5, 'crown'],
        );
      },
    );
  },

  async updateAttachment(stage) {
    const { url, id } = await attached(stage);
    return multipart(
      () =>
        features.updateAttachment({
          url,
          featureId: 1,
          attachmentId: id,
          attachment: photo('other bytes'),
          authentication: stage.ann,
        }),
      async ({ updateAttachmentResult }) => {
        assert.equal(updateAttachmentResult.success, true);
        const { attachmentInfos } = await features.getAttachments({
          url,
          featureId: 1,
          authentication: stage.ann,
        });
        assert.deepEqual(
          attachmentInfos.map((one) => [one.id, one.size]),
          [[id, 11]],
        );
      },
    );
  },

  async getAttachments(stage) {
    const { url, id } = await attached(stage);
    const { attachmentInfos } = await features.getAttachments({
      url,
      featureId: 1,
      authentication: stage.ann,
    });
    assert.deepEqual(
      attachmentInfos.map((one) => [one.id, one.name, one.size]),
      [[id, 'first.jpg', 5]],
    );
  },

  async deleteAttachments(stage) {
    const { url, id } = await attached(stage);
    const { deleteAttachmentResults } = await features.deleteAttachments({
      url,
      featureId: 1,
      attachmentIds: [id],
      authentication: stage.ann,
    });
    assert.equal(deleteAttachmentResults[0]?.success, true);
    const { attachmentInfos } = await features.getAttachments({
      url,
      featureId: 1,
      authentication: stage.ann,
    });
    assert.deepEqual(attachmentInfos, []);
  },
};

/** Exported functions that no case uses, and why. */
export const NOT_FOR_A_PORTAL: Record<string, string> = {};
