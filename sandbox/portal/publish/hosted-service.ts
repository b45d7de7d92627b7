import type { Call } from '../../http/call.js';
import type { ItemRecord } from '../../store/records.js';
import { forbidden } from '../access.js';
import { withGeneratedKeywords } from '../items/item-types.js';
import type { PortalContext } from '../portal-context.js';

/** Throws unless the caller may publish. */
export function checkPublisher(call: Call): void {
  if (!call.caller?.privileges.includes('portal:publisher:publishFeatures')) throw forbidden();
}

/** Address of a hosted service, in the stored form. */
export function serviceUrl(portal: PortalContext, path: string, secure = false): string {
  return `${portal.addresses.of(secure).server}/rest/services/${path}`;
}

/** An item as the one that stands for a hosted feature service. */
export function serviceItem(
  portal: PortalContext,
  item: ItemRecord,
  name: string,
  path: string,
  extra: string[],
): ItemRecord {
  return {
    ...item,
    name,
    type: 'Feature Service',
    title: item.title === '' ? name : item.title,
    url: serviceUrl(portal, path),
    service: path,
    typeKeywords: withGeneratedKeywords('Feature Service', item.typeKeywords, ['Hosted Service', ...extra]),
  };
}

/** Path of a hosted feature service below rest/services. */
export function servicePath(portal: PortalContext, name: string): string {
  return portal.kind === 'enterprise' ? `Hosted/${name}/FeatureServer` : `${name}/FeatureServer`;
}

/** Whether a hosted service has the name, or will have it when its job is done, or had it and is in the recycle bin. */
export function serviceNameTaken(portal: PortalContext, name: string): boolean {
  const path = servicePath(portal, name).toLowerCase();
  if (portal.services.nameTaken(name)) return true;
  return [...portal.store.items()].some((item) => item.service?.toLowerCase() === path);
}
