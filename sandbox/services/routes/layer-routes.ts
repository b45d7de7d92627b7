import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { layerOf, notSupported, openForAdministration, openService, requireCapability } from '../access.js';
import { contingentValuesJson, fieldGroupsJson, queryContingentValues } from '../contingent-values.js';
import { calculate } from '../edits/calculate.js';
import { extentOf } from '../layer-json.js';
import { layerMetadata, updateMetadata } from '../layer-metadata.js';
import { queryDomains } from '../query/query-domains.js';
import { countOf } from '../query/query-layer.js';
import { queryService } from '../query/query-service.js';
import { queryTopFeatures } from '../query/query-top-features.js';
import { viewFilter } from '../query/row-filter.js';
import { validateSql } from '../query/validate-sql.js';
import { rootOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { statusUrl } from '../status-url.js';
import { servicePaths } from './service-paths.js';

/** What layers can do beside being queried and edited. */
export function layerRoutes(context: ServicesContext): Route[] {
  const route = (rest: string, handler: Handler, more: Partial<Route> = {}): Route[] =>
    servicePaths('/rest/services', 'FeatureServer', rest).map((path) => ({ path, handler, ...more }));
  const layer = (call: Call): Layer => {
    const open = openService(context, call);
    requireCapability(open, 'Query');
    return layerOf(context, open.service, call.route.layer);
  };
  const service = (call: Call) => openService(context, call).service;
  return [
    ...route('/query', (call) => {
      const open = openService(context, call);
      requireCapability(open, 'Query');
      return queryService(context, open.service, call);
    }),
    ...route('/queryDomains', (call) => queryDomains(service(call), call)),
    ...route('/queryContingentValues', (call) => queryContingentValues(context, service(call), call)),
    ...route('/:layer/contingentValues', (call) => contingentValuesJson(context, layer(call))),
    ...route('/:layer/fieldGroups', (call) => fieldGroupsJson(context, layer(call))),
    ...route('/:layer/queryTopFeatures', (call) => {
      since(context, '10.7');
      return queryTopFeatures(context, layer(call), call);
    }),
    ...route('/:layer/validateSQL', (call) => validateSql(context, layer(call), call)),
    ...route('/:layer/getEstimates', (call) => {
      since(context, '10.9.1');
      return estimates(context, layer(call));
    }),
    ...route('/:layer/metadata', (call) => layerMetadata(layer(call)), { fileLike: true }),
    ...route(
      '/:layer/metadata/update',
      (call) => {
        const owned = layerOf(context, openForAdministration(context, call), call.route.layer);
        return updateMetadata(context, owned, call);
      },
      { write: true, methods: ['POST'] },
    ),
    ...route('/:layer/calculate', (call) => calculated(context, call), { write: true, methods: ['POST'] }),
  ];
}

/** What came with a later version of the portal is an unknown address. */
function since(context: ServicesContext, release: string): void {
  if (!context.profile.atLeast(release))
    throw new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
}

function estimates(context: ServicesContext, layer: Layer): Record<string, unknown> {
  const extent = extentOf(context, layer);
  return { ...(extent ? { extent } : {}), count: countOf(context, layer, viewFilter(context, layer)) };
}

/** At once, or as a job with async=true. */
function calculated(context: ServicesContext, call: Call): unknown {
  const open = openService(context, call);
  requireCapability(open, 'Update');
  const layer = layerOf(context, open.service, call.route.layer);
  if (rootOf(layer).definition.join) throw notSupported();
  const answer = calculate(context, open, layer, call);
  if (!call.params.boolean('async', false)) return answer;
  const { updatedFeatureCount: recordCount } = answer;
  const job = context.jobs.add(context.switches().jobMs, undefined, {
    done: { recordCount },
    result: answer,
  });
  return statusUrl(context, call, open.service, job);
}
