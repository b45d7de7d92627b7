import { createFeatureService } from '@esri/arcgis-rest-feature-service';
import { type ArcGISIdentityManager, request } from '@esri/arcgis-rest-request';
import type { Json } from '../rest-js/stage.js';
import { Stage } from '../rest-js/stage.js';

export type { Json };

/** A portal with a hosted service of ann's: trees with inspections, and a view on the trees. */
export class FeatureStage {
  readonly stage: Stage;
  readonly ann: ArcGISIdentityManager;
  /** …/FeatureServer */
  readonly service: string;
  readonly view: string;

  private constructor(stage: Stage, service: string, view: string) {
    this.stage = stage;
    this.ann = stage.ann;
    this.service = service;
    this.view = view;
  }

  static async open(kind: 'enterprise' | 'online'): Promise<FeatureStage> {
    const stage = await Stage.open(kind);
    const made = new FeatureStage(stage, '', '');
    const service = await made.make('Conforming_trees', DEFINITION);
    const name = service.split('/').at(-2) ?? '';
    const view = await made.make(
      'Conforming_view',
      {
        layers: [
          {
            id: 0,
            name: 'Tall trees',
            adminLayerInfo: {
              viewLayerDefinition: { sourceServiceName: name, sourceLayerId: 0, sourceLayerFields: '*' },
            },
          },
        ],
      },
      true,
    );
    return new FeatureStage(stage, service, view);
  }

  /** Address of a new service with these layers. */
  async make(name: string, definition: Json, isView = false): Promise<string> {
    const { serviceurl } = await createFeatureService({
      authentication: this.ann,
      item: { name, isView, preserveLayerIds: true } as never,
      ...(isView ? { params: { isView: true } } : {}),
    });
    await this.call(`${serviceurl.replace('/rest/services', '/rest/admin/services')}/addToDefinition`, {
      addToDefinition: definition,
    });
    return serviceurl;
  }

  /** An empty layer like that of the service, for cases that change rows. */
  async layer(rows: Json[] = []): Promise<string> {
    const url = `${await this.make(this.stage.name('Own').replace(' ', '_'), DEFINITION)}/0`;
    if (rows.length > 0) await this.call(`${url}/addFeatures`, { features: rows });
    return url;
  }

  call(url: string, params: Json = {}): Promise<Json> {
    return request(url, { authentication: this.ann, params });
  }

  close(): Promise<void> {
    return this.stage.close();
  }
}

/** A tree at a place in Web Mercator. */
export const tree = (name: string, height: number, x = height, y = height): Json => ({
  attributes: { name, height, kind: height > 5 ? 'T' : 'S' },
  geometry: { x, y, spatialReference: { wkid: 102100 } },
});

const field = (name: string, type: string, more: Json = {}): Json => ({
  name,
  type: `esriFieldType${type}`,
  alias: name,
  ...more,
});
const relationship = {
  id: 0,
  name: 'inspected',
  cardinality: 'esriRelCardinalityOneToMany',
  composite: false,
};

const DEFINITION = {
  layers: [
    {
      id: 0,
      name: 'Trees',
      type: 'Feature Layer',
      geometryType: 'esriGeometryPoint',
      hasAttachments: true,
      objectIdField: 'OBJECTID',
      globalIdField: 'GlobalID',
      displayField: 'name',
      fields: [
        field('OBJECTID', 'OID'),
        field('GlobalID', 'GlobalID'),
        field('name', 'String', { length: 40 }),
        field('height', 'Double'),
        field('kind', 'String', {
          length: 1,
          domain: {
            type: 'codedValue',
            name: 'Kind',
            codedValues: [
              { name: 'Tall', code: 'T' },
              { name: 'Small', code: 'S' },
            ],
          },
        }),
      ],
      relationships: [
        { ...relationship, relatedTableId: 1, role: 'esriRelRoleOrigin', keyField: 'GlobalID' },
      ],
    },
  ],
  tables: [
    {
      id: 1,
      name: 'Inspections',
      type: 'Table',
      objectIdField: 'OBJECTID',
      globalIdField: 'GlobalID',
      fields: [
        field('OBJECTID', 'OID'),
        field('GlobalID', 'GlobalID'),
        field('note', 'String', { length: 100 }),
        field('tree', 'GUID'),
      ],
      relationships: [
        { ...relationship, relatedTableId: 0, role: 'esriRelRoleDestination', keyField: 'tree' },
      ],
    },
  ],
};
