import type { Layer, Service } from './service.js';
import type { ServicesContext } from './services-context.js';

/** Whether a client may send its own GlobalIDs with edits. */
export function takesGlobalIds(context: ServicesContext, layer: Layer): boolean {
  return layer.definition.globalIdField !== '' && context.switches().applyEditsWithGlobalIds;
}

/**
 * Whether all rows of a layer can be removed at once: not of a view, nor where replicas or views would have to follow.
 * https://developers.arcgis.com/rest/services-reference/online/truncate-feature-layer-.htm
 */
export function takesTruncate(context: ServicesContext, layer: Layer): boolean {
  return !layer.source && !syncs(layer.service) && context.store.viewsOf(layer).length === 0;
}

/** Whether clients may keep replicas of the service in step. */
export function syncs(service: Service): boolean {
  return service.definition.syncEnabled === true || capabilitiesOf(service).has('Sync');
}

/** Whether clients may ask what has changed. */
export function tracksChanges(service: Service): boolean {
  return capabilitiesOf(service).has('ChangeTracking');
}

/** What the service's `capabilities` list. */
export function capabilitiesOf(service: Service): Set<string> {
  const list = String(service.definition.capabilities ?? 'Query').split(',');
  return new Set(list.map((one) => one.trim()));
}

/** Largest page of a query. */
export function maxRecordCountOf(context: ServicesContext, service: Service): number {
  const set = Number(service.definition.maxRecordCount);
  return set > 0 ? set : context.switches().maxRecordCount;
}

/** Whether the service keeps who edited a row and when. */
export function trackingOf(service: Service): { preserve: boolean } | null {
  const info = service.definition.editorTrackingInfo as Record<string, unknown> | null | undefined;
  if (info?.enableEditorTracking !== true) return null;
  return { preserve: info.preserveEditUsersAndTimestamps === true };
}
