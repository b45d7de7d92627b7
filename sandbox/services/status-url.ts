import type { Call } from '../http/call.js';
import type { Service } from './service.js';
import { adminUrl, serviceUrl } from './service-url.js';
import type { ServicesContext } from './services-context.js';

/** The answer to an operation of a service that goes on in the background. */
export function statusUrl(
  context: ServicesContext,
  call: Call,
  service: Service,
  job: string,
): Record<string, unknown> {
  const url = `${serviceUrl(context, call.origin, service)}/jobs/${job}`;
  return { [context.switches().statusUrlSpelling === 'statusURL' ? 'statusURL' : 'statusUrl']: url };
}

/** The same of the administration. Some clients ask the address itself, others `/status` below it. */
export function adminStatusUrl(
  context: ServicesContext,
  call: Call,
  service: Service,
  job: string,
): Record<string, unknown> {
  const url = `${adminUrl(context, call.origin, service)}/jobs/${job}`;
  return { [context.switches().statusUrlSpelling === 'statusUrl' ? 'statusUrl' : 'statusURL']: url };
}
