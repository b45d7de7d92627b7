import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { layerOf, openService } from '../access.js';
import { maxRecordCountOf } from '../layer-features.js';
import { currentVersion, extentOf, layerJson } from '../layer-json.js';
import { queryLayer } from '../query/query-layer.js';
import type { Layer, Service } from '../service.js';
import { layersOf, unionExtent } from '../service-json.js';
import type { ServicesContext } from '../services-context.js';
import { servicePaths } from './service-paths.js';

/** Map services that are not hosted: they can be read and queried. */
export function mapRoutes(context: ServicesContext): Route[] {
  const route = (rest: string, handler: Handler): Route[] =>
    servicePaths('/rest/services', 'MapServer', rest).map((path) => ({ path, handler }));
  const service = (call: Call) => openService(context, call, 'MapServer').service;
  const layer = (call: Call) => layerOf(context, service(call), call.route.layer);
  return [
    ...route('', (call) => mapServiceJson(context, service(call))),
    ...route('/layers', (call) => allLayers(context, service(call))),
    ...route('/legend', (call) => ({
      layers: service(call).layers.map(({ definition }) => ({
        layerId: definition.id,
        layerName: definition.name,
        layerType: definition.type,
        minScale: 0,
        maxScale: 0,
        legend: [],
      })),
    })),
    ...route('/:layer', (call) => mapLayerJson(context, layer(call))),
    ...route('/:layer/query', (call) => queryLayer(context, layer(call), call)),
  ];
}

function mapServiceJson(context: ServicesContext, service: Service): Record<string, unknown> {
  const {
    description = '',
    copyrightText = '',
    spatialReference = { wkid: 102100, latestWkid: 3857 },
  } = service.definition;
  const layers = layersOf(service, 'Feature Layer');
  const extent = unionExtent(context, layers);
  return {
    currentVersion: currentVersion(context),
    serviceDescription: description,
    mapName: 'Layers',
    description,
    copyrightText,
    supportsDynamicLayers: true,
    layers: layers.map(({ definition }) => ({
      id: definition.id,
      name: definition.name,
      parentLayerId: -1,
      defaultVisibility: true,
      subLayerIds: null,
      minScale: 0,
      maxScale: 0,
      type: 'Feature Layer',
      geometryType: definition.geometryType,
    })),
    tables: layersOf(service, 'Table').map(({ definition }) => ({
      id: definition.id,
      name: definition.name,
    })),
    spatialReference,
    singleFusedMapCache: false,
    initialExtent: extent,
    fullExtent: extent,
    minScale: 0,
    maxScale: 0,
    units: 'esriMeters',
    supportedImageFormatTypes: 'PNG32,PNG24,PNG,JPG,GIF,SVG',
    documentInfo: { Title: service.name, Author: '', Comments: '', Subject: '', Category: '', Keywords: '' },
    capabilities: service.definition.capabilities,
    supportedQueryFormats: 'JSON, geoJSON',
    exportTilesAllowed: false,
    maxRecordCount: maxRecordCountOf(context, service),
    maxImageHeight: 4096,
    maxImageWidth: 4096,
    supportedExtensions: '',
  };
}

/** A layer of a map service has nothing that belongs to hosting or editing. */
function mapLayerJson(context: ServicesContext, layer: Layer): Record<string, unknown> {
  const {
    serviceItemId: _,
    editingInfo: _e,
    canModifyLayer: _c,
    hasViews: _v,
    ...json
  } = layerJson(context, layer);
  return {
    ...json,
    hasAttachments: false,
    ...(layer.definition.geometryType ? { extent: extentOf(context, layer) } : {}),
  };
}

function allLayers(context: ServicesContext, service: Service): Record<string, unknown> {
  return {
    layers: layersOf(service, 'Feature Layer').map((layer) => mapLayerJson(context, layer)),
    tables: layersOf(service, 'Table').map((layer) => mapLayerJson(context, layer)),
  };
}
