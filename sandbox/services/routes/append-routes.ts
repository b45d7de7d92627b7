import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { openService } from '../access.js';
import { append } from '../append/append.js';
import type { ServicesContext } from '../services-context.js';
import { servicePaths } from './service-paths.js';

/** Loading many rows at once, of a layer or of a service. */
export function appendRoutes(context: ServicesContext): Route[] {
  return ['/append', '/:layer/append'].flatMap((rest) =>
    servicePaths('/rest/services', 'FeatureServer', rest).map((path) => ({
      path,
      handler: (call: Call) => append(context, openService(context, call), call),
      write: true,
      methods: ['POST'],
    })),
  );
}
