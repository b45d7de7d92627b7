import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { notSupported, openService, requireCapability } from '../access.js';
import { extractChanges } from '../changes/extract-changes.js';
import { syncs } from '../layer-features.js';
import { createReplica } from '../replicas/create-replica.js';
import { removeReplica, replicasOf } from '../replicas/replica-store.js';
import type { ServicesContext } from '../services-context.js';
import { servicePaths } from './service-paths.js';

/** Replicas and changes of services. */
export function replicaRoutes(context: ServicesContext): Route[] {
  const route = (rest: string, handler: Handler, write = false): Route[] =>
    servicePaths('/rest/services', 'FeatureServer', rest).map((path) => ({
      path,
      handler,
      ...(write ? { write, methods: ['POST'] } : {}),
    }));
  const open = (call: Call) => {
    const opened = openService(context, call);
    requireCapability(opened, 'Query');
    return opened;
  };
  const database = () => context.store.database;
  return [
    ...route('/createReplica', (call) => createReplica(context, open(call), call), true),
    ...route('/extractChanges', (call) => extractChanges(context, open(call), call)),
    ...route('/replicas', (call) => {
      const { service } = open(call);
      if (!syncs(service)) throw notSupported();
      return replicasOf(database(), service).map(({ id, name }) => ({ replicaName: name, replicaID: id }));
    }),
    ...route('/replicas/:replica', (call) => {
      const { service } = open(call);
      const id = (call.route.replica ?? '').replace(/[{}]/g, '').toUpperCase();
      const found = replicasOf(database(), service).find((one) => one.id === id);
      if (!found) throw unknownReplica();
      const { name, owner, created, syncModel, layers } = found;
      return {
        replicaName: name,
        replicaID: id,
        replicaOwner: owner,
        creationDate: created,
        lastSyncDate: created,
        replicaState: 'Created',
        syncModel,
        layers: layers.map((layer) => ({ id: layer })),
      };
    }),
    ...route(
      '/unRegisterReplica',
      (call) => {
        const { service } = open(call);
        if (!syncs(service)) throw notSupported();
        if (!removeReplica(database(), service, call.params.text('replicaID', ''))) throw unknownReplica();
        return { success: true };
      },
      true,
    ),
  ];
}

function unknownReplica(): PortalError {
  return new PortalError(400, 'Invalid replica.', { details: ['The replica does not exist.'] });
}
