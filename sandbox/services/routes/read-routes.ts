import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { layerOf, openService, requireCapability } from '../access.js';
import { currentVersion, layerJson } from '../layer-json.js';
import { featureJson } from '../query/feature-json.js';
import { queryLayer } from '../query/query-layer.js';
import { queryRelatedRecords } from '../query/query-related.js';
import type { Layer, Service } from '../service.js';
import { layersJson, serviceJson } from '../service-json.js';
import { serviceUrl } from '../service-url.js';
import type { ServicesContext } from '../services-context.js';
import { servicePaths } from './service-paths.js';

/** Everything of a FeatureServer that only reads. */
export function readRoutes(context: ServicesContext): Route[] {
  const route = (rest: string, handler: Handler): Route[] =>
    servicePaths('/rest/services', 'FeatureServer', rest).map((path) => ({ path, handler }));
  const service = (call: Call) => openService(context, call).service;
  const layer = (call: Call): Layer => layerOf(context, service(call), call.route.layer);
  const forQuery = (call: Call): Layer => {
    const open = openService(context, call);
    requireCapability(open, 'Query');
    return layerOf(context, open.service, call.route.layer);
  };
  return [
    { path: '/rest/services', handler: (call) => directory(context, call, null) },
    {
      path: '/rest/services/:folder',
      handler: (call) => directory(context, call, call.route.folder ?? null),
    },
    ...route('', (call) => serviceJson(context, service(call))),
    ...route('/layers', (call) => layersJson(context, service(call))),
    ...route('/relationships', (call) => relationships(context, call)),
    ...route('/sources', (call) => sources(context, call)),
    ...route('/views', (call) => views(context, call)),
    ...route('/info', () => ({})),
    ...route('/info/iteminfo', (call) => itemInfo(context, service(call))),
    ...route('/sharedTemplates/templates', (call) => {
      service(call);
      return { templates: [] };
    }),
    ...route('/:layer', (call) => layerJson(context, layer(call))),
    ...route('/:layer/query', (call) => queryLayer(context, forQuery(call), call)),
    ...route('/:layer/queryRelatedRecords', (call) => queryRelatedRecords(context, forQuery(call), call)),
    ...route('/:layer/sources', (call) => layerSources(context, layer(call), call)),
    // Last: any other word would pass for the number of a row.
    ...route('/:layer/:row', (call) => {
      if (!/^\d+$/.test(call.route.row ?? ''))
        throw new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
      return featureJson(context, forQuery(call), call);
    }),
  ];
}

/** The services of a folder that the caller may see. */
function directory(context: ServicesContext, call: Call, folder: string | null): Record<string, unknown> {
  const all = context.store.services();
  const seen = all.filter(
    (one) => one.itemId === '' || context.gate.access(one.itemId, call.caller) !== 'none',
  );
  const inFolder = seen.filter((one) => (one.folder ?? '').toLowerCase() === (folder ?? '').toLowerCase());
  const folders = [...new Set(all.map((one) => one.folder).filter((name) => name !== null))];
  return {
    currentVersion: currentVersion(context),
    folders: folder === null ? folders : [],
    services: inFolder.map((one) => ({
      name: one.folder === null ? one.name : `${one.folder}/${one.name}`,
      type: one.type,
    })),
  };
}

function relationships(context: ServicesContext, call: Call): Record<string, unknown> {
  const { service } = openService(context, call);
  const all = service.layers.flatMap(({ definition }) =>
    definition.relationships
      .filter((one) => one.role === 'esriRelRoleOrigin')
      .map((one) => ({
        id: one.id,
        name: one.name,
        originLayerId: definition.id,
        destinationLayerId: one.relatedTableId,
        cardinality: one.cardinality,
        originPrimaryKey: one.keyField,
        composite: one.composite,
        ...(one.relationshipTableId === undefined
          ? {}
          : { attributed: true, relationshipTableId: one.relationshipTableId }),
      })),
  );
  return { relationships: all };
}

/** The services whose rows a view shows. */
function sources(context: ServicesContext, call: Call): Record<string, unknown> {
  const { service } = openService(context, call);
  if (!service.isView) throw new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
  const used = new Set(
    service.layers.flatMap(({ source, joined }) =>
      (source ? [source, ...joined] : []).map((one) => one.service),
    ),
  );
  return {
    currentVersion: currentVersion(context),
    services: [...used].map((one) => named(context, one, call)),
  };
}

/** The views that show rows of the service, as far as the caller may see them. */
function views(context: ServicesContext, call: Call): Record<string, unknown> {
  const { service } = openService(context, call);
  const used = new Set(
    service.layers.flatMap((layer) => context.store.viewsOf(layer)).map((view) => view.service),
  );
  const seen = [...used].filter((one) => context.gate.access(one.itemId, call.caller) !== 'none');
  return { currentVersion: currentVersion(context), services: seen.map((one) => named(context, one, call)) };
}

function named(context: ServicesContext, one: Service, call: Call): Record<string, unknown> {
  const { name, itemId } = one;
  return { name, type: 'FeatureServer', url: serviceUrl(context, call.origin, one), serviceItemId: itemId };
}

function itemInfo(context: ServicesContext, { name, itemId, definition }: Service): Record<string, unknown> {
  return {
    culture: 'en-US',
    name,
    guid: '',
    catalogPath: '',
    snippet: '',
    thumbnail: '',
    title: context.gate.titleOf(itemId),
    type: 'Feature Service',
    tags: [],
    description: definition.description ?? '',
    typeKeywords: ['Data', 'Service', 'Feature Service', 'ArcGIS Server', 'Feature Access'],
  };
}

function layerSources(context: ServicesContext, layer: Layer, call: Call): Record<string, unknown> {
  const all = layer.source ? [layer.source, ...layer.joined] : [];
  const shown = all.map(({ definition, service }) => ({
    id: definition.id,
    name: definition.name,
    url: `${serviceUrl(context, call.origin, service)}/${definition.id}`,
    serviceItemId: service.itemId,
  }));
  // There is one list only: of tables for a table in ArcGIS Online, else of layers, tables among them.
  const asTables = context.kind === 'online' && layer.definition.type === 'Table';
  return asTables ? { tables: shown } : { layers: shown };
}
