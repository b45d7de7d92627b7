import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { layerOf, openForAdministration } from '../access.js';
import { addLayers, checkRelationships } from '../admin/add-layers.js';
import { addToLayer } from '../admin/add-to-layer.js';
import { DefinitionError } from '../admin/definition-error.js';
import { deleteFromLayer, deleteLayers } from '../admin/delete-from-definition.js';
import { truncateLayer } from '../admin/truncate-layer.js';
import { updateLayer, updateService } from '../admin/update-definition.js';
import { viewLocks } from '../admin/view-locks.js';
import { adminLayerJson } from '../layer-json.js';
import type { Layer, Service } from '../service.js';
import { adminServiceJson } from '../service-json.js';
import type { ServicesContext } from '../services-context.js';
import { adminStatusUrl } from '../status-url.js';
import { servicePaths } from './service-paths.js';

type Json = Record<string, unknown>;
type Change = (service: Service, layer: Layer | undefined, sent: Json, call: Call) => Json | undefined;

const FAILURES = {
  addToDefinition: 'Unable to add feature service definition.',
  updateDefinition: 'Unable to update feature service definition.',
  deleteFromDefinition: '',
};

/** The administration of hosted services: `/rest/admin/services/…`. */
export function adminRoutes(context: ServicesContext): Route[] {
  const paths = (rest: string) => servicePaths('/rest/admin/services', 'FeatureServer', rest);
  const read = (rest: string, handler: Handler): Route[] => paths(rest).map((path) => ({ path, handler }));
  const write = (rest: string, handler: Handler): Route[] =>
    paths(rest).map((path) => ({ path, handler, write: true, methods: ['POST'] }));
  const change = (name: keyof typeof FAILURES, work: Change): Route[] =>
    ['', '/:layer'].flatMap((layer) =>
      write(`${layer}/${name}`, (call) => changeDefinition(context, call, name, work)),
    );
  return [
    ...read('', (call) => adminServiceJson(context, openForAdministration(context, call))),
    ...read('/status', (call) => status(context, call, call.params.text('jobId', ''))),
    ...read('/jobs/:job', (call) => status(context, call, call.route.job ?? '')),
    ...read('/jobs/:job/status', (call) => status(context, call, call.route.job ?? '')),
    ...change('addToDefinition', (service, layer, sent, call) => {
      if (!layer) return addLayers(context, service, sent, call.caller);
      addToLayer(context, layer, sent);
      checkRelationships(service);
      return undefined;
    }),
    ...change('updateDefinition', (service, layer, sent) => {
      if (layer) updateLayer(context, layer, sent);
      else updateService(context, service, sent);
      return undefined;
    }),
    ...change('deleteFromDefinition', (service, layer, sent) => {
      if (layer) deleteFromLayer(context, layer, sent);
      else deleteLayers(context, service, sent);
      return undefined;
    }),
    ...write('/refresh', (call) => {
      openForAdministration(context, call);
      return { success: true };
    }),
    ...write('/:layer/refresh', (call) => {
      layerOf(context, openForAdministration(context, call), call.route.layer);
      return { success: true };
    }),
    ...write('/:layer/truncate', (call) => truncateLayer(context, call)),
    // After the operations: their names would pass for layers.
    ...read('/:layer', (call) =>
      adminLayerJson(context, layerOf(context, openForAdministration(context, call), call.route.layer)),
    ),
  ];
}

/** Does a change of the definition at once; with async=true the answer is the address of a job. */
async function changeDefinition(
  context: ServicesContext,
  call: Call,
  name: keyof typeof FAILURES,
  work: Change,
): Promise<Json> {
  const service = openForAdministration(context, call);
  const layer = call.route.layer === undefined ? undefined : layerOf(context, service, call.route.layer);
  const sent = call.params.json<Json>(name);
  if (!sent || typeof sent !== 'object') {
    throw new PortalError(400, 'Unable to complete operation.', {
      details: [`'${name}' must be specified.`],
    });
  }
  const inBackground = call.params.boolean('async', false);
  const run = (): Json => {
    // Afresh: while the sources of a view were locked, other changes may have failed and been taken back.
    const now = openForAdministration(context, call);
    const target = layer && layerOf(context, now, call.route.layer);
    const result = context.store.change(() => work(now, target, sent, call));
    context.gate.touched(now.itemId);
    return { success: true, ...result };
  };
  const locks = name === 'addToDefinition' && !layer ? viewLocks(context, service, sent) : null;
  if (!inBackground) {
    try {
      return await (locks ? locks.during(run) : run());
    } catch (error) {
      throw asPortalError(error, name, layer);
    }
  }
  let failure: { code: number; message: string; details: string[] } | undefined;
  try {
    await (locks ? locks.during(run) : run());
  } catch (error) {
    const { code, message, details } = asPortalError(error, name, layer);
    failure = { code, message, details };
  }
  const id = context.jobs.add(context.switches().jobMs, failure);
  return adminStatusUrl(context, call, service, id);
}

function asPortalError(error: unknown, name: keyof typeof FAILURES, layer: Layer | undefined): PortalError {
  if (error instanceof PortalError) return error;
  const sqlite = error instanceof Error && error.message.includes('UNIQUE constraint failed');
  if (!(error instanceof DefinitionError) && !sqlite) throw error;
  // Deleting says nothing in its message and everything in its details.
  const details =
    name === 'deleteFromDefinition'
      ? [`Unable to update feature service ${layer ? 'layer ' : ''}definition.`, error.message]
      : [error.message];
  return new PortalError(400, FAILURES[name], { details });
}

function status(context: ServicesContext, call: Call, id: string): Json {
  openForAdministration(context, call);
  const job = context.jobs.status(id);
  if (!job) throw new PortalError(400, 'Invalid job.', { details: ['Invalid job.'] });
  return job;
}
