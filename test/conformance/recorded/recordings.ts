import { document } from '../../real/fixtures.js';
import { adminOf, type Json, type Side, type Stage } from './stage.js';

/** A recorded answer and how the like of it is asked for here. */
export interface Recording {
  /** Kind and file below the folder of recordings. */
  file: string;
  /** What of the file is compared, if it holds several answers. */
  part?: string;
  /** The recorded answer and that of the sandbox. */
  ask(stage: Stage): Promise<{ recorded: unknown; answered: unknown }>;
}

/** A recording that is not asked for, and why. */
export interface LeftOut {
  file: string;
  why: string;
}

type Asked = (recorded: Json, side: Side) => Promise<unknown>;

const simple = (file: string, where: 'enterprise' | 'online', asked: Asked): Recording => ({
  file,
  ask: async (stage) => {
    const recorded = (await read(file)) as Json;
    return { recorded, answered: await asked(recorded, stage[where]) };
  },
});

/** A recorded service with its layers: the service apart from the layers, since one client asked for all of them. */
const whole = (name: string, role: 'plain' | 'source' | 'view'): Recording[] => {
  const file = `featureservice/${name}.json`;
  const made = new Map<Stage, Promise<string>>();
  const make = async ({ online }: Stage, service: Json, layers: Json[]): Promise<string> => {
    const url = await online.service(service, layers);
    if (role === 'plain') return url;
    const view = await online.view(url, layers);
    return role === 'view' ? view : url;
  };
  const open = async (stage: Stage) => {
    const { service, layers, tables } = (await read(file)) as {
      service: Json;
      layers: Json[];
      tables: Json[];
    };
    const all = [...layers, ...tables];
    const url = made.get(stage) ?? make(stage, service, all);
    made.set(stage, url);
    return { service, layers: all, url: await url, rest: stage.online.rest };
  };
  const part = (
    title: string,
    compared: (opened: Awaited<ReturnType<typeof open>>) => Promise<{ recorded: unknown; answered: unknown }>,
  ): Recording => ({
    file,
    part: title,
    ask: async (stage) => compared(await open(stage)),
  });
  return [
    part('service', async ({ service, url, rest }) => ({
      recorded: service,
      answered: await rest.json(service.adminServiceInfo ? adminOf(url) : url),
    })),
    part('layers', async ({ layers, url, rest }) => ({
      recorded: layers,
      answered: await Promise.all(
        layers.map(({ id, adminLayerInfo }) => rest.json(`${adminLayerInfo ? adminOf(url) : url}/${id}`)),
      ),
    })),
  ];
};

const root = async (recorded: Json, side: Side): Promise<unknown> => {
  const layer = (one: { id: number; name: string }, type: string): Json => ({
    ...SMALL,
    ...one,
    type,
  });
  const { layers = [], tables = [] } = recorded as {
    layers?: { id: number; name: string }[];
    tables?: { id: number; name: string }[];
  };
  return side.rest.json(
    await side.service(recorded, [
      ...layers.map(({ id, name }) => layer({ id, name }, 'Feature Layer')),
      ...tables.map(({ id, name }) => layer({ id, name }, 'Table')),
    ]),
  );
};

const layer: Asked = async (recorded, side) => {
  const { extent, sourceSpatialReference, capabilities } = recorded as {
    extent?: { spatialReference?: unknown };
  } & Json;
  const spatialReference = sourceSpatialReference ?? extent?.spatialReference;
  return side.rest.json(
    `${await side.service({ spatialReference, capabilities }, [recorded])}/${recorded.id}`,
  );
};

/** All recordings that have their like here. */
export const RECORDINGS: Recording[] = [
  simple('portal/self_org-admin.json', 'online', async (_, side) =>
    (await fetch(`${side.portal.url}/sharing/rest/portals/self?f=json`)).json(),
  ),
  simple('portal/user_with-groups.json', 'online', async (recorded, side) => {
    for (const group of recorded.groups as Json[])
      await side.rest.post('/community/createGroup', { title: group.title, access: 'private' });
    return side.rest.json('/community/users/admin');
  }),
  simple('portal/search_items.json', 'enterprise', async (recorded, side) => {
    for (const item of recorded.results as Json[]) await side.item(item);
    return side.rest.json('/search', { q: 'owner:admin', num: 10 });
  }),
  simple('portal/search_groups.json', 'online', async (recorded, side) => {
    for (const group of recorded.results as Json[])
      await side.rest.post('/community/createGroup', { title: group.title, access: 'public', tags: 'a' });
    return side.rest.json('/community/groups', { q: 'owner:admin' });
  }),
  simple('portal/group_winter-drivers.json', 'online', async (recorded, side) => {
    const made = await side.rest.post<{ group: { id: string } }>('/community/createGroup', {
      title: recorded.title,
      access: 'org',
      tags: 'a',
    });
    return side.rest.json(`/community/groups/${made.group.id}`);
  }),
  simple('portal/item_native-application.json', 'online', async (recorded, side) =>
    side.rest.json(`/content/items/${await side.item(recorded)}`),
  ),
  simple('portal/item_wfs-feature-service_enterprise.json', 'enterprise', async (recorded, side) =>
    side.rest.json(`/content/items/${await side.item(recorded)}`),
  ),
  simple('featureservice/trails_item.json', 'online', async (recorded, side) =>
    side.rest.json(`/content/items/${await side.item(recorded)}`),
  ),
  simple('portal/relatedItems_Survey2Service.json', 'online', async (recorded, side) => {
    const [service] = recorded.relatedItems as [Json];
    const originItemId = await side.item({ title: 'Survey', type: 'Form' });
    const destinationItemId = await side.item(service);
    const relationshipType = 'Survey2Service';
    await side.rest.post('/content/users/admin/addRelationship', {
      originItemId,
      destinationItemId,
      relationshipType,
    });
    return side.rest.json(`/content/items/${originItemId}/relatedItems`, {
      relationshipType,
      direction: 'forward',
    });
  }),
  simple('portal/resources_styled-vector-tile-item.json', 'online', async (_, side) => {
    const id = await side.item({
      title: 'Style',
      type: 'Vector Tile Service',
      url: 'https://tiles.example.org/x/VectorTileServer',
    });
    await side.rest.post(`/content/users/admin/items/${id}/addResources`, {
      fileName: 'root.json',
      resourcesPrefix: 'styles',
      text: '{}',
    });
    return side.rest.json(`/content/items/${id}/resources`, { num: 100 });
  }),
  simple('portal/server_services-catalog.json', 'enterprise', async (_, side) => {
    await root({ layers: [{ id: 0, name: 'a' }] }, side);
    return side.rest.json(`${side.portal.serverUrl}/rest/services`);
  }),
  simple('portal/error_400_type-and-title.json', 'online', async (_, side) => {
    const body = new URLSearchParams({ f: 'json', token: await tokenOf(side) });
    return (
      await fetch(`${side.portal.url}/sharing/rest/content/users/admin/addItem`, { method: 'POST', body })
    ).json();
  }),
  simple('portal/error_403_permissions.json', 'online', async (_, side) => {
    const other = {
      username: 'someone',
      password: 'someone-else-1',
      firstname: 'A',
      lastname: 'B',
      email: 'a@b.example',
      role: 'org_user',
    };
    await side.rest.post('/portals/self/createUser', other).catch(() => undefined);
    const { username, password } = other;
    const body = new URLSearchParams({ f: 'json', token: await tokenOf(side, { username, password }) });
    return (
      await fetch(`${side.portal.url}/sharing/rest/content/users/admin/addItem`, { method: 'POST', body })
    ).json();
  }),
  simple('portal/error_498_invalid-token.json', 'online', async (_, side) => {
    const body = new URLSearchParams({ f: 'json', token: 'no-token' });
    return (await fetch(`${side.portal.url}/sharing/rest/community/self`, { method: 'POST', body })).json();
  }),
  simple('portal/error_499_token-required.json', 'online', async (_, side) =>
    (await fetch(`${await side.service({}, [SMALL])}/0?f=json`)).json(),
  ),
  simple('featureservice/FeatureServer-root_sync.json', 'enterprise', root),
  simple('featureservice/hosted-ports_FeatureServer-root.json', 'enterprise', root),
  simple('featureservice/sampleserver6_CommercialDamageAssessment_FeatureServer.json', 'enterprise', root),
  simple('featureservice/trails_FeatureServer.json', 'online', root),
  simple('featureservice/trails_layer0.json', 'online', layer),
  simple('featureservice/esri-test_facilities_layer.json', 'enterprise', layer),
  simple('featureservice/wells_layers-endpoint.json', 'online', async (recorded, side) => {
    const { layers, tables } = recorded as { layers: Json[]; tables: Json[] };
    const apart = [...layers, ...tables].map(({ relationships: _, ...one }) => one);
    return side.rest.json(`${await side.service({}, apart)}/layers`);
  }),
  simple('featureservice/trails_query-features.json', 'online', async (recorded, side) => {
    const fields = Object.entries((recorded.features as { properties: Json }[])[0]?.properties ?? {});
    const url = await side.service({ capabilities: 'Query,Create' }, [
      {
        ...SMALL,
        geometryType: 'esriGeometryPolyline',
        fields: [
          { name: 'FID', type: 'esriFieldTypeOID', alias: 'FID' },
          ...fields
            .filter(([name]) => name !== 'FID')
            .map(([name, value]) => ({
              name,
              type: typeof value === 'number' ? 'esriFieldTypeDouble' : 'esriFieldTypeString',
              alias: name,
              nullable: true,
              editable: true,
              ...(typeof value === 'number' ? {} : { length: 200 }),
            })),
        ],
        objectIdField: 'FID',
      },
    ]);
    const attributes = Object.fromEntries(fields.filter(([name]) => name !== 'FID'));
    await side.rest.post(`${url}/0/addFeatures`, {
      features: [
        {
          attributes,
          geometry: {
            paths: [
              [
                [0, 0],
                [1, 1],
              ],
            ],
          },
        },
      ],
    });
    return side.rest.json(`${url}/0/query`, { where: '1=1', outFields: '*', f: 'geojson' });
  }),
  simple('featureservice/nsw_item-data_popups.json', 'online', async (recorded, side) => {
    const id = await side.item({ title: 'Data', type: 'Web Map' }, { text: recorded });
    return side.rest.json(`/content/items/${id}/data`);
  }),
  ...whole('driver-activity_source', 'source'),
  ...whole('harvest_relationships_4-layers_5-tables', 'plain'),
  ...whole('incident-analysis_8-layers', 'plain'),
  ...whole('requests_source', 'source'),
  ...whole('requests-snowice_view', 'view'),
  ...whole('vehicles-materialuse_joined-view', 'view'),
  ...whole('vehicles-servicestatus_joined-view', 'view'),
];

/** Recordings of what the sandbox does not have. */
export const LEFT_OUT: LeftOut[] = [
  {
    file: 'portal/collaboration_workspace.json',
    why: 'distributed collaboration between portals is no part of the sandbox: copying content does not touch it',
  },
  {
    file: 'featureservice/server-admin_service-properties.json',
    why: 'the administrator API of a stand-alone server for a map service of its own; hosted layers are administered at rest/admin/services',
  },
];

const SMALL: Json = {
  id: 0,
  name: 'Small',
  type: 'Feature Layer',
  geometryType: 'esriGeometryPoint',
  objectIdField: 'OBJECTID',
  fields: [{ name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID' }],
};

async function tokenOf(
  side: Side,
  user: { username: string; password: string } = side.portal.admin,
): Promise<string> {
  const body = new URLSearchParams({ f: 'json', client: 'requestip', ...user });
  const answer = await fetch(`${side.portal.url}/sharing/rest/generateToken`, { method: 'POST', body });
  return String(((await answer.json()) as Json).token);
}

async function read(file: string): Promise<unknown> {
  return document(...file.split('/'));
}
