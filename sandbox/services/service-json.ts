import type { Envelope } from './layer-definition.js';
import { maxRecordCountOf, takesGlobalIds } from './layer-features.js';
import { adminLayerJson, currentVersion, extentOf, layerJson } from './layer-json.js';
import { NO_TRACKING, ONLINE_SERVICE, XSS_PREVENTION } from './online-properties.js';
import type { Layer, Service } from './service.js';
import { serviceCapabilities } from './service-capabilities.js';
import type { ServicesContext } from './services-context.js';

/** Layers or tables only. */
export function layersOf(service: Service, type: 'Feature Layer' | 'Table'): Layer[] {
  return service.layers.filter((layer) => layer.definition.type === type);
}

/** What services of ArcGIS Enterprise say beside the rest. */
const ENTERPRISE_SERVICE = {
  hasSyncEnabledViews: false,
  maxViewsCount: 20,
  supportsRelationshipsResource: true,
  allowUpdateWithoutMValues: true,
  isLocationTrackingService: false,
};

/** What `<FeatureServer>` answers. */
export function serviceJson(context: ServicesContext, service: Service): Record<string, unknown> {
  const layers = layersOf(service, 'Feature Layer');
  const online = context.kind === 'online';
  const hasViews = service.layers.some((layer) => context.store.viewsOf(layer).length > 0);
  return {
    currentVersion: currentVersion(context),
    serviceItemId: service.itemId,
    ...(service.isView ? viewJson(service) : {}),
    ...(hasViews && !service.isView ? { sourceSchemaChangesAllowed: true } : {}),
    ...(hasViews ? { hasViews } : {}),
    hasVersionedData: false,
    hasStaticData: false,
    ...(online ? ONLINE_SERVICE : ENTERPRISE_SERVICE),
    layerOverridesEnabled: true,
    supportsLayerOverrides: true,
    supportsDisconnectedEditing: false,
    supportsReturnDeleteResults: true,
    supportsApplyEditsWithGlobalIds:
      service.layers.length > 0 && service.layers.every((layer) => takesGlobalIds(context, layer)),
    supportedQueryFormats: 'JSON',
    description: '',
    copyrightText: '',
    serviceDescription: '',
    units: 'esriMeters',
    allowGeometryUpdates: true,
    ...(layers.some((layer) => layer.definition.hasZ) ? { enableZDefaults: true, zDefault: 0 } : {}),
    ...(online ? { size: -1, xssPreventionInfo: XSS_PREVENTION } : {}),
    ...(layers[0] ? { spatialReference: layers[0].definition.spatialReference } : {}),
    ...service.definition,
    ...(online ? { editorTrackingInfo: trackingInfo(service) } : {}),
    ...serviceCapabilities(context, service),
    maxRecordCount: maxRecordCountOf(context, service),
    fullExtent:
      unionExtent(context, layers) ??
      service.definition.fullExtent ??
      service.definition.initialExtent ??
      null,
    layers: layers.map((layer) => ({
      id: layer.definition.id,
      name: layer.definition.name,
      parentLayerId: -1,
      defaultVisibility: layer.definition.defaultVisibility ?? true,
      subLayerIds: null,
      minScale: layer.definition.minScale ?? 0,
      maxScale: layer.definition.maxScale ?? 0,
      type: 'Feature Layer',
      geometryType: layer.definition.geometryType,
    })),
    tables: layersOf(service, 'Table').map((layer) => ({
      id: layer.definition.id,
      name: layer.definition.name,
      parentLayerId: -1,
      defaultVisibility: true,
      subLayerIds: null,
      minScale: 0,
      maxScale: 0,
      type: 'Table',
    })),
  };
}

function trackingInfo({ definition }: Service): Record<string, unknown> {
  return { ...NO_TRACKING, ...(definition.editorTrackingInfo as Record<string, unknown> | undefined) };
}

/** A view of several services, or of rows that are no rows of one layer, cannot be edited. */
function viewJson({ layers }: Service): Record<string, unknown> {
  const joined = layers.some((layer) => layer.definition.join);
  const sources = new Set(
    layers.flatMap(({ source, joined: others }) => [source, ...others].map((one) => one?.service)),
  );
  return {
    isView: true,
    isUpdatableView: !joined,
    ...(joined || sources.size > 1 ? { isMultiServicesView: true } : {}),
    sourceSchemaChangesAllowed: true,
  };
}

/** What `<FeatureServer>/layers` answers. */
export function layersJson(context: ServicesContext, service: Service): Record<string, unknown> {
  return {
    layers: layersOf(service, 'Feature Layer').map((layer) => layerJson(context, layer)),
    tables: layersOf(service, 'Table').map((layer) => layerJson(context, layer)),
  };
}

/** What the administration directory shows of a service: everything in one answer. */
export function adminServiceJson(context: ServicesContext, service: Service): Record<string, unknown> {
  return {
    ...serviceJson(context, service),
    adminServiceInfo: {
      name: service.name,
      type: 'FeatureServer',
      status: 'Started',
      cacheMaxAge: 60,
      database: { datasource: { name: 'AGSDataStore_ds' } },
    },
    layers: layersOf(service, 'Feature Layer').map((layer) => adminLayerJson(context, layer)),
    tables: layersOf(service, 'Table').map((layer) => adminLayerJson(context, layer)),
  };
}

type Extent = Envelope & Record<string, unknown>;

/** The extent of several layers together; null if none has any. */
export function unionExtent(context: ServicesContext, layers: Layer[]): Extent | null {
  const extents = layers
    .map((layer) => extentOf(context, layer) as Extent | null)
    .filter((extent): extent is Extent => typeof extent?.xmin === 'number');
  const [first] = extents;
  if (!first) return null;
  return {
    ...first,
    xmin: Math.min(...extents.map((one) => one.xmin)),
    ymin: Math.min(...extents.map((one) => one.ymin)),
    xmax: Math.max(...extents.map((one) => one.xmax)),
    ymax: Math.max(...extents.map((one) => one.ymax)),
  };
}
