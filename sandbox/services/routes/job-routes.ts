import { FileAnswer, PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { openService } from '../access.js';
import { serviceUrl } from '../service-url.js';
import type { ServicesContext } from '../services-context.js';
import { servicePaths } from './service-paths.js';

/** Jobs of services, their results, and the files that they have made. */
export function jobRoutes(context: ServicesContext): Route[] {
  const paths = (rest: string) => servicePaths('/rest/services', 'FeatureServer', rest);
  return [
    ...paths('/jobs/:job').map((path) => ({ path, handler: (call: Call) => status(context, call) })),
    ...paths('/jobs/:job/result').map((path) => ({ path, handler: (call: Call) => result(context, call) })),
    ...paths('/replicafilescache/:file').map((path) => ({
      path,
      handler: (call: Call) => file(context, call),
      fileLike: true,
    })),
  ];
}

/** With the address of the result if there is one. */
function status(context: ServicesContext, call: Call): Record<string, unknown> {
  const { service } = openService(context, call);
  const id = call.route.job ?? '';
  const job = context.jobs.status(id, 'Pending');
  if (!job) throw unknownJob();
  const done =
    job.status === 'Completed' && context.jobs.result(id) !== undefined && job.resultUrl === undefined;
  return done ? { ...job, resultUrl: `${serviceUrl(context, call.origin, service)}/jobs/${id}/result` } : job;
}

function result(context: ServicesContext, call: Call): unknown {
  openService(context, call);
  const found = context.jobs.result(call.route.job ?? '');
  if (found === undefined) throw unknownJob();
  return found;
}

/** `<stored file>_<name>`: the name says the type. */
function file(context: ServicesContext, call: Call): FileAnswer {
  openService(context, call);
  const [, stored = '', name = ''] = /^([0-9a-f]{32})_(.+)$/.exec(call.route.file ?? '') ?? [];
  if (stored === '') throw new PortalError(404, 'File not found.');
  const type = /\.(geo)?json$/.test(name) ? 'application/json' : 'application/octet-stream';
  return new FileAnswer(context.results.path(stored), type, name);
}

function unknownJob(): PortalError {
  return new PortalError(400, 'Job does not exist or is inaccessible.', { details: [] });
}
