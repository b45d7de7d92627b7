import type { Call } from '../../http/call.js';
import { layerOf, notSupported, type OpenService } from '../access.js';
import { jsonList } from '../admin/json-list.js';
import { syncs, tracksChanges } from '../layer-features.js';
import { visibleFieldsOf } from '../layer-fields.js';
import { allOf } from '../query/all-of.js';
import { invalidParameter } from '../query/query-errors.js';
import { attributesOf, geometryView } from '../query/query-features.js';
import { objectIdFilter, viewFilter } from '../query/row-filter.js';
import { rootOf, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import type { SqlValue } from '../sql/sql-fragment.js';
import { statusUrl } from '../status-url.js';
import { type Change, changesSince, serverGen } from './change-log.js';

type Json = Record<string, unknown>;

/** `extractChanges`: what has happened to the rows of layers since the generation that a client knows, as a job. */
export function extractChanges(context: ServicesContext, { service }: OpenService, call: Call): Json {
  const tracked = rootOf(service.layers[0] as Layer)?.service;
  if (!tracked || !(tracksChanges(tracked) || syncs(tracked))) throw notSupported();
  const { params } = call;
  const ids = params
    .text('layers', '')
    .replace(/[[\]\s]/g, '')
    .split(',')
    .filter((id) => id !== '')
    .map(Number);
  const layers = ids.length > 0 ? ids.map((id) => layerOf(context, service, id)) : service.layers;
  const since = gensOf(context, call, layers);
  const gen = serverGen(context.store.database);
  const result = {
    layerServerGens: layers.map(({ definition }) => ({ id: definition.id, serverGen: gen })),
    transportType: 'esriTransportTypeUrl',
    responseType: 'esriDataChangesResponseTypeEdits',
    edits: layers.map((layer) => editsOf(context, layer, since.get(layer.definition.id) ?? 0, call)),
  };
  const format = params.text('dataFormat', 'json').toLowerCase();
  if (format !== 'json') throw invalidParameter(context, 'dataFormat');
  const { transportType, responseType } = result;
  const outcome = { done: { transportType, responseType }, result };
  return statusUrl(context, call, service, context.jobs.add(context.switches().jobMs, undefined, outcome));
}

/** The generations that the client knows: one for all layers, or one of each. */
function gensOf(context: ServicesContext, call: Call, layers: Layer[]): Map<number, number> {
  const own = jsonList(call.params.json('layerServerGens'));
  if (own.length > 0)
    return new Map(own.map((one) => [Number(one.id), Number(one.serverGen ?? one.minServerGen ?? 0)]));
  const text = call.params.text('serverGens', '').trim();
  if (text === '') throw invalidParameter(context, 'serverGens');
  const given = call.params.json<Json | number[] | number>('serverGens');
  const gen = Array.isArray(given)
    ? given[0]
    : typeof given === 'object'
      ? (given.sinceServerGen ?? given.serverGen)
      : given;
  return new Map(layers.map(({ definition }) => [definition.id, Number(gen ?? 0)]));
}

function editsOf(context: ServicesContext, layer: Layer, since: number, call: Call): Json {
  const { params } = call;
  const { adds, updates, deletes } = changesSince(context.store.database, layer, since);
  const wanted = (name: string, list: Change[]) => (params.boolean(name, true) ? list : []);
  const [added, updated, deleted] = [
    wanted('returnInserts', adds),
    wanted('returnUpdates', updates),
    wanted('returnDeletes', deletes),
  ];
  const { id, globalIdField } = layer.definition;
  // Rows that are gone are known by their GlobalIDs, where there are any.
  const gone = deleted.map((one) => (globalIdField ? one.globalId : one.objectId));
  if (params.boolean('returnIdsOnly', false)) {
    const ids = (list: Change[]) => list.map((one) => one.objectId);
    return { id, objectIds: { adds: ids(added), updates: ids(updated), deletes: ids(deleted) } };
  }
  const features = (list: Change[]) =>
    featuresOf(
      context,
      layer,
      list.map((one) => one.objectId),
      call,
    );
  return { id, features: { adds: features(added), updates: features(updated), deletes: gone } };
}

function featuresOf(context: ServicesContext, layer: Layer, ids: number[], call: Call): Json[] {
  if (ids.length === 0) return [];
  const filter = allOf([viewFilter(context, layer), objectIdFilter(layer, ids)]);
  const fields = visibleFieldsOf(layer);
  const view = geometryView(context, layer, call, false);
  return context.store.database
    .all<Record<string, SqlValue>>(`SELECT * FROM ${tableOf(layer)} WHERE ${filter.sql}`, filter.params)
    .map((row) => ({
      attributes: attributesOf(row, fields),
      ...(layer.definition.geometryType ? { geometry: view.show(row['!shape']) } : {}),
    }));
}
