import type { Service } from './service.js';
import type { ServicesContext } from './services-context.js';

/** Path of a service below rest/services: 'Hosted/Trees/FeatureServer'. */
export function servicePath(service: Service): string {
  return [service.folder, service.name, service.type].filter((part) => part !== null).join('/');
}

/** Address of a service for a client that came by `origin`. */
export function serviceUrl(context: ServicesContext, origin: string, service: Service): string {
  return `${origin}${context.root}/rest/services/${servicePath(service)}`;
}

/** Address of a service in the administration directory. */
export function adminUrl(context: ServicesContext, origin: string, service: Service): string {
  return `${origin}${context.root}/rest/admin/services/${servicePath(service)}`;
}
