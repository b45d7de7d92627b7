import { asJson, isTable, type Json } from './definition.js';
import { loadingCapabilities, named, serviceKeysLeftOut, viewServiceKeys } from './definition-rules.js';
import type { LayerService } from './layer-service.js';
import { trackingWhileLoading } from './loading.js';
import { acceptedCapabilities } from './prepare-layer.js';

/** Extent of a service that has none of its own: the whole of Web Mercator's land. */
const wholeWorld = {
  xmin: -20037508,
  ymin: -20037508,
  xmax: 20037508,
  ymax: 20037508,
  spatialReference: { wkid: 102100 },
};

/**
 * `createParameters` of createService for a copy with rows. The service is made ready for loading: it may be edited, and
 * editor tracking, sync and the check for markup in texts are off, so that rows arrive as they are in the source;
 * `endLoading` gives it the source's settings.
 */
export function createParameters(source: LayerService, name: string, target: { isPortal: boolean }): Json {
  const kept = Object.fromEntries(
    Object.entries(source.service).filter(
      ([key, value]) => !named(serviceKeysLeftOut, key) && value !== null,
    ),
  );
  return {
    ...kept,
    name,
    spatialReference: spatialReferenceOf(source),
    initialExtent: initialExtentOf(source),
    capabilities: loadingCapabilities.join(','),
    preserveLayerIds: true,
    syncEnabled: false,
    hasStaticData: false,
    ...(source.service.editorTrackingInfo
      ? { editorTrackingInfo: trackingWhileLoading(asJson(source.service.editorTrackingInfo)) }
      : {}),
    ...(source.service.xssPreventionInfo
      ? { xssPreventionInfo: { ...asJson(source.service.xssPreventionInfo), xssPreventionEnabled: false } }
      : {}),
    ...(target.isPortal ? { capabilities: acceptedCapabilities(loadingCapabilities.join(','), target) } : {}),
  };
}

/** `createParameters` of createService for a view: everything else follows from the service that it shows. */
export function createViewParameters(
  source: LayerService,
  name: string,
  target: { isPortal: boolean },
): Json {
  const kept = Object.fromEntries(
    viewServiceKeys.filter((key) => source.service[key] != null).map((key) => [key, source.service[key]]),
  );
  return {
    ...kept,
    name,
    isView: true,
    preserveLayerIds: true,
    capabilities: acceptedCapabilities(source.service.capabilities, target),
    spatialReference: spatialReferenceOf(source),
    initialExtent: initialExtentOf(source),
  };
}

/** A service of tables alone may have none; its layers' or Web Mercator is as good as any other then. */
function spatialReferenceOf(source: LayerService): Json {
  const candidates = [
    source.service.spatialReference,
    ...source.layers.filter((layer) => !isTable(layer)).map((layer) => asJson(layer.extent).spatialReference),
    asJson(source.service.initialExtent).spatialReference,
  ];
  const found = candidates.map(asJson).find((reference) => Object.keys(reference).length > 0);
  return found ?? { wkid: 102100, latestWkid: 3857 };
}

/** Portals refuse a null extent and one with NaN. */
function initialExtentOf(source: LayerService): Json {
  for (const candidate of [source.service.initialExtent, source.service.fullExtent]) {
    const extent = asJson(candidate);
    if (['xmin', 'ymin', 'xmax', 'ymax'].every((key) => Number.isFinite(extent[key]))) return extent;
  }
  return wholeWorld;
}
