import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import {
  addRows,
  addToDefinition,
  guid,
  hostedService,
  type Json,
  layer,
  updateDefinition,
} from '../../features/town-services.js';
import {
  CONTINGENT_VALUES,
  EXTENT,
  field,
  ITEM_DATA,
  LAYERS,
  RELATIONSHIPS,
  SPATIAL_REFERENCE,
} from './source-layers.js';
import { addSourceRows } from './source-rows.js';

/** Hosted layers, tables and views in which everything occurs that can be carried. By title. */
export type Source = Map<string, { itemId: string; url: string }>;

const SERVICE = {
  spatialReference: SPATIAL_REFERENCE,
  initialExtent: EXTENT,
  maxRecordCount: 777,
  description: 'Water of the town',
  serviceDescription: 'Hydrants, mains and pressure zones',
  copyrightText: 'Larkmoor Waterworks',
};

const METADATA =
  '<?xml version="1.0" encoding="UTF-8"?>\n<metadata xml:lang="en"><dataIdInfo><idAbs>Ważne: 水</idAbs></dataIdInfo></metadata>\n';

const LAYER_METADATA = METADATA.replace('Ważne', 'Hydranty');

/** Makes all of it in an empty portal, by plain calls as any client would. */
export async function makeSource(portal: WritablePortal): Promise<Source> {
  const source: Source = new Map();
  const water = await hostedService(portal, 'Water', LAYERS, {
    service: { ...SERVICE, capabilities: 'Create,Delete,Query,Update,Editing,Sync', syncEnabled: true },
    relationships: RELATIONSHIPS,
  });
  source.set('Water', water);
  await addToDefinition(portal, `${water.url}/3`, CONTINGENT_VALUES);
  await addSourceRows(portal, water.url);
  // What was recorded so far is kept from here on.
  await updateDefinition(portal, water.url, {
    editorTrackingInfo: {
      enableEditorTracking: true,
      enableOwnershipAccessControl: true,
      allowOthersToQuery: true,
      allowOthersToUpdate: false,
      allowOthersToDelete: false,
    },
    capabilities: 'Create,Query,Update,Editing,Sync,Extract',
  });
  await updateDefinition(portal, `${water.url}/5`, { attributeRules: [{ name: 'Set the head' }] });
  await portal.write(`${water.url}/createReplica`, {
    layers: '0',
    replicaName: 'tablet',
    syncModel: 'perLayer',
    transportType: 'esriTransportTypeEmbedded',
    dataFormat: 'json',
  });
  await describe(portal, water.itemId, 'Water', {
    snippet: 'All the water',
    description: '<p>All of it</p>',
    accessInformation: 'Larkmoor',
    licenseInfo: '<p>Free</p>',
    text: JSON.stringify(ITEM_DATA),
  });
  await addMetadata(portal, water.itemId);
  await portal.write(`${water.url}/0/metadata/update`, {
    metadata: LAYER_METADATA,
    metadataUploadFormat: 'xml',
  });

  const events = layer(0, 'Events', null, [
    field('LabelText', 'String', { length: 60 }),
    field('BigCount', 'BigInteger'),
    field('DayOnly', 'DateOnly'),
    field('ClockOnly', 'TimeOnly'),
    field('MomentAt', 'TimestampOffset'),
  ]);
  const { isPortal } = await portal.self();
  const capabilities = `Create,Delete,Query,Update,Editing${isPortal ? '' : ',ChangeTracking'}`;
  const modern = await hostedService(portal, 'Events', [events], { service: { capabilities } });
  source.set('Events', modern);
  await addRows(portal, `${modern.url}/0`, [
    {
      attributes: {
        GlobalID: guid(),
        LabelText: 'Event 0',
        BigCount: 9_007_199_254_740_991,
        DayOnly: '2024-05-01',
        ClockOnly: '13:45:10',
        MomentAt: '2024-05-01T13:45:10+02:00',
      },
    },
    { attributes: { GlobalID: guid(), LabelText: 'Event 1' } },
  ]);
  await describe(portal, modern.itemId, 'Events');

  const codes = layer(0, 'Codes', null, [
    field('CodeText', 'String', { length: 10 }),
    field('LongText', 'String', { length: 60 }),
  ]);
  const lookUp = await hostedService(portal, 'Codes', [codes]);
  source.set('Codes', lookUp);
  await addRows(portal, `${lookUp.url}/0`, [
    { attributes: { GlobalID: guid(), CodeText: 'use', LongText: 'it works' } },
    { attributes: { GlobalID: guid(), CodeText: 'out', LongText: 'it does not' } },
  ]);
  await describe(portal, lookUp.itemId, 'Codes');
  await addViews(portal, source, water.url, lookUp.url);
  source.set('Numbered', await makeNumbered(portal));
  source.set('Tracked', await makeTracked(portal));
  return source;
}

const end = (relatedTableId: number, role: 'Origin' | 'Destination', keyField: string): Json => ({
  id: 0,
  name: 'is visited',
  relatedTableId,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField,
  composite: false,
});

/** Visits that belong to sites by their ObjectIDs. */
async function makeNumbered(portal: WritablePortal): Promise<{ itemId: string; url: string }> {
  const label = field('LabelText', 'String', { length: 60 });
  const layers = [
    layer(0, 'Sites', null, [label]),
    layer(1, 'Visits', null, [label, field('SiteNo', 'Integer')]),
  ];
  const numbered = await hostedService(portal, 'Numbered', layers, {
    relationships: {
      tables: [
        { id: 0, relationships: [end(1, 'Origin', 'OBJECTID')] },
        { id: 1, relationships: [end(0, 'Destination', 'SiteNo')] },
      ],
    },
  });
  const sites = ['Site 0', 'Site 1', 'Site 2', 'Site 3'].map((LabelText) => ({
    attributes: { GlobalID: guid(), LabelText },
  }));
  const [gone, ...ids] = await addRows(portal, `${numbered.url}/0`, sites);
  // The copy numbers its rows without a gap.
  await portal.write(`${numbered.url}/0/deleteFeatures`, { objectIds: String(gone) });
  await addRows(
    portal,
    `${numbered.url}/1`,
    ids.map((SiteNo, n) => ({ attributes: { GlobalID: guid(), LabelText: `Visit ${n}`, SiteNo } })),
  );
  await describe(portal, numbered.itemId, 'Numbered');
  return numbered;
}

/** For a portal with GlobalIDs and editor tracking of its own. */
async function makeTracked(portal: WritablePortal): Promise<{ itemId: string; url: string }> {
  const label = field('LabelText', 'String', { length: 60 });
  const recorded = [
    field('MadeBy', 'String', { length: 128 }),
    field('MadeOn', 'Date'),
    field('ChangedBy', 'String', { length: 128 }),
    field('ChangedOn', 'Date'),
  ];
  const editFieldsInfo = {
    creatorField: 'MadeBy',
    creationDateField: 'MadeOn',
    editorField: 'ChangedBy',
    editDateField: 'ChangedOn',
  };
  const key = field('SiteKey', 'GUID', { length: 38 });
  const layers = [
    layer(0, 'Sites', null, [label, ...recorded], { editFieldsInfo }),
    layer(1, 'Visits', null, [label, key, ...recorded], { editFieldsInfo }),
  ];
  const tracked = await hostedService(portal, 'Tracked', layers, {
    relationships: {
      tables: [
        { id: 0, relationships: [end(1, 'Origin', 'GlobalID')] },
        { id: 1, relationships: [end(0, 'Destination', 'SiteKey')] },
      ],
    },
  });
  const by = { MadeBy: 'anna', MadeOn: 1_500_000_000_000, ChangedBy: 'bob', ChangedOn: 1_550_000_000_000 };
  const sites = [0, 1, 2].map((n) => ({ attributes: { GlobalID: guid(), LabelText: `Site ${n}`, ...by } }));
  await addRows(portal, `${tracked.url}/0`, sites);
  const visits = [0, 1, 2, 3, 4].map((n) => {
    const SiteKey = sites[n % 3]?.attributes.GlobalID;
    return { attributes: { GlobalID: guid(), LabelText: `Visit ${n}`, SiteKey, ...by } };
  });
  await addRows(portal, `${tracked.url}/1`, visits);
  await updateDefinition(portal, tracked.url, { editorTrackingInfo: { enableEditorTracking: true } });
  await describe(portal, tracked.itemId, 'Tracked');
  return tracked;
}

async function addViews(portal: WritablePortal, source: Source, water: string, codes: string): Promise<void> {
  const hydrants = { sourceServiceName: nameOf(water), sourceLayerId: 0, sourceLayerFields: '*' };
  const shown = (viewLayerDefinition: Json): Json => ({ viewLayerDefinition });
  const entry = (id: number, name: string, adminLayerInfo: Json, type = 'Feature Layer'): Json => ({
    id,
    name,
    type,
    adminLayerInfo,
  });
  const make = async (title: string, layers: Json[], more: Json = {}): Promise<string> => {
    const view = await makeView(portal, title, layers, more);
    source.set(title, view);
    await describe(portal, view.itemId, title);
    return view.url;
  };

  const filtered = await make('Filtered', [entry(0, 'Working', shown(hydrants))]);
  await updateDefinition(portal, `${filtered}/0`, {
    viewDefinitionQuery: "StateCode = 'use' AND FlowRate > 1",
    drawingInfo: {
      renderer: {
        type: 'simple',
        label: 'own',
        symbol: { type: 'esriSMS', style: 'esriSMSX', color: [255, 0, 0, 255], size: 7 },
      },
    },
  });
  await describe(portal, String(source.get('Filtered')?.itemId), 'Filtered', {
    text: JSON.stringify({ layers: [{ id: 0, popupInfo: { title: 'Works: {LabelText}, {FlowRate}' } }] }),
  });
  await updateDefinition(portal, filtered, { capabilities: 'Query,Update,Editing' });
  const hiding = await make('Hiding', [entry(0, 'Public', shown(hydrants))]);
  await updateDefinition(portal, `${hiding}/0`, { fields: [{ name: 'LockedBy', visible: false }] });
  const { xmin, ymin, ymax } = EXTENT;
  const ring = [
    [xmin, ymin],
    [xmin, ymax],
    [xmin + 3500, ymax],
    [xmin + 3500, ymin],
    [xmin, ymin],
  ];
  const filter = {
    operator: 'esriSpatialRelIntersects',
    value: {
      geometryType: 'esriGeometryPolygon',
      geometry: { rings: [ring], spatialReference: SPATIAL_REFERENCE },
    },
  };
  await make('West', [entry(0, 'West', shown({ ...hydrants, filter }))]);
  const shownField = (name: string): Json => ({ name, alias: `shown ${name.length}`, source: name });
  const table = {
    ...hydrants,
    name: 'Main_target',
    sourceLayerFields: ['LabelText', 'StateCode', 'FlowRate'].map(shownField),
    relatedTables: [
      {
        name: 'Codes_join',
        sourceServiceName: nameOf(codes),
        sourceLayerId: 0,
        sourceLayerFields: [shownField('LongText')],
        type: 'INNER',
        parentKeyFields: ['StateCode'],
        keyFields: ['CodeText'],
        topFilter: { groupByFields: 'CodeText', orderByFields: 'LongText DESC', topCount: 1 },
      },
    ],
  };
  await make('Joined', [
    entry(0, 'Joined', { geometryField: { name: 'Main_target.Shape' }, viewLayerDefinition: { table } }),
  ]);
  await make(
    'Several',
    [
      entry(0, 'Hydrants', shown(hydrants)),
      entry(1, 'Codes', shown({ ...hydrants, sourceServiceName: nameOf(codes) }), 'Table'),
    ],
    { isMultiServicesView: true },
  );
}

async function makeView(
  portal: WritablePortal,
  name: string,
  layers: Json[],
  more: Json,
): Promise<{ itemId: string; url: string }> {
  const { user } = await portal.self();
  const parameters = {
    name,
    isView: true,
    capabilities: 'Query',
    spatialReference: SPATIAL_REFERENCE,
    initialExtent: EXTENT,
    ...more,
  };
  const made = await portal.write<{ itemId: string; serviceurl: string }>(
    `/content/users/${user?.username}/createService`,
    { createParameters: JSON.stringify(parameters), isView: true, outputType: 'featureService' },
  );
  for (const one of layers) {
    const key = one.type === 'Table' ? 'tables' : 'layers';
    await addToDefinition(portal, made.serviceurl, { [key]: [one] });
  }
  return { itemId: made.itemId, url: made.serviceurl };
}

async function describe(portal: WritablePortal, id: string, title: string, more: Json = {}): Promise<void> {
  const { user } = await portal.self();
  await portal.write(`/content/users/${user?.username}/items/${id}/update`, { title, tags: 'town', ...more });
}

async function addMetadata(portal: WritablePortal, id: string): Promise<void> {
  const { user } = await portal.self();
  const dir = await mkdtemp(join(tmpdir(), 'carried-metadata-'));
  const path = join(dir, 'metadata.xml');
  await writeFile(path, METADATA);
  const metadata = { path, name: 'metadata.xml', contentType: 'text/xml' };
  await portal.write(`/content/users/${user?.username}/items/${id}/update`, {}, { files: { metadata } });
  await rm(dir, { recursive: true });
}

function nameOf(url: string): string {
  return /\/([^/]+)\/FeatureServer/.exec(url)?.[1] ?? '';
}
