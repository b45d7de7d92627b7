import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Layer, Service } from './service.js';
import type { ServicesContext } from './services-context.js';

type Access = 'read' | 'edit' | 'admin';

/** A service that the caller may see, and how far his rights go. */
export interface OpenService {
  service: Service;
  access: Access;
}

/** The service that the route names. Throws what a portal says to an unknown, closed or foreign one. */
export function openService(
  context: ServicesContext,
  call: Call,
  type: Service['type'] = 'FeatureServer',
): OpenService {
  const { folder = null, service: name = '' } = call.route;
  const service = context.store.find(folder, name, type);
  if (!service) throw unknownService(context, folder, name);
  if (service.itemId === '') return { service, access: 'read' };
  const access = context.gate.access(service.itemId, call.caller);
  if (access !== 'none') return { service, access };
  if (!call.caller) throw new PortalError(499, 'Token Required', { details: [] });
  throw forbidden(context, service);
}

/** Like openService, for changes of the definition: only the owner and administrators. */
export function openForAdministration(context: ServicesContext, call: Call): Service {
  const { service, access } = openService(context, call);
  if (access === 'admin') return service;
  if (!call.caller) throw new PortalError(499, 'Token Required', { details: [] });
  throw forbidden(context, service);
}

/** The layer or table that the route names, of any service. */
export function layerOf(context: ServicesContext, service: Service, id: string | number | undefined): Layer {
  const layer = service.layers.find((one) => one.definition.id === Number(id));
  if (layer) return layer;
  // The services of both products answer the same for /FeatureServer/<unknown number> and for a path that is no number.
  throw new PortalError(context.kind === 'online' ? 400 : 404, 'Invalid URL', { details: ['Invalid URL'] });
}

/** Whether others than the owner may do this with the rows. "Editing" without a list of operations means all three. */
function allows(service: Service, operation: 'Query' | 'Create' | 'Update' | 'Delete'): boolean {
  const has = new Set(
    String(service.definition.capabilities ?? 'Query')
      .split(',')
      .map((one) => one.trim()),
  );
  if (operation === 'Query') return has.has('Query');
  if (has.has(operation)) return true;
  return has.has('Editing') && !has.has('Create') && !has.has('Update') && !has.has('Delete');
}

/** Throws if the service's capabilities do not let this caller do that; the owner, administrators and update groups always may. */
export function requireCapability(
  open: OpenService,
  operation: 'Query' | 'Create' | 'Update' | 'Delete',
): void {
  if (open.access !== 'read' || allows(open.service, operation)) return;
  throw notSupported();
}

/** The operation exists, but not for this service or layer. */
export function notSupported(detail = 'This operation is not supported.'): PortalError {
  return new PortalError(400, 'This operation is not supported.', { details: [detail] });
}

function unknownService(context: ServicesContext, folder: string | null, name: string): PortalError {
  if (context.kind === 'online') return new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
  // ArcGIS Server says MapServer for a FeatureServer too, and leaves the space at the end.
  const path = folder === null ? name : `${folder}/${name}`;
  return new PortalError(404, `Service ${path}/MapServer not found `, { details: [] });
}

function forbidden(context: ServicesContext, service: Service): PortalError {
  if (context.kind === 'online') {
    const message = 'You do not have permissions to access this resource or perform this operation.';
    return new PortalError(403, message, { messageCode: 'GWM_0003', details: [message] });
  }
  const path = service.folder === null ? service.name : `${service.folder}/${service.name}`;
  return new PortalError(403, `User does not have permissions to access '${path.toLowerCase()}.mapserver'.`, {
    details: [],
  });
}
