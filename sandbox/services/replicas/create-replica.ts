import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { EXPORT_FORMATS, exportService } from '../../export/export-service.js';
import type { Call } from '../../http/call.js';
import { layerOf, notSupported, type OpenService } from '../access.js';
import { attachmentsOfRows } from '../attachments/attachments.js';
import { serverGen } from '../changes/change-log.js';
import { spatialReferenceOf } from '../geometry/reproject.js';
import type { JobOutcome } from '../jobs.js';
import { capabilitiesOf, syncs } from '../layer-features.js';
import { visibleFieldsOf } from '../layer-fields.js';
import { layerJson } from '../layer-json.js';
import { allOf } from '../query/all-of.js';
import { geometryFilter } from '../query/geometry-filter.js';
import { invalidParameter } from '../query/query-errors.js';
import { attributesOf, geometryView } from '../query/query-features.js';
import { viewFilter, whereFilter } from '../query/row-filter.js';
import { tableOf } from '../row-table.js';
import type { Layer, Service } from '../service.js';
import { serviceUrl } from '../service-url.js';
import type { ServicesContext } from '../services-context.js';
import type { SqlValue } from '../sql/sql-fragment.js';
import { statusUrl } from '../status-url.js';
import { addReplica, type Replica } from './replica-store.js';

type Json = Record<string, unknown>;

interface LayerQuery {
  where?: string;
  queryOption?: string;
  useGeometry?: boolean;
}

const FORMATS: Record<string, string> = {
  filegdb: 'File Geodatabase',
  shapefile: 'Shapefile',
  csv: 'CSV',
  geojson: 'GeoJson',
};

/**
 * `createReplica`: the rows of layers, embedded in the answer or as a file, and with Sync a registered replica. Formats for taking
 * data out need Sync or Extract.
 */
export function createReplica(context: ServicesContext, open: OpenService, call: Call): Json | Promise<Json> {
  const { service } = open;
  const { params } = call;
  const registers = params.text('syncModel', 'perReplica').toLowerCase() !== 'none';
  const mayTakeOut = open.access === 'admin' || capabilitiesOf(service).has('Extract');
  if (registers ? !syncs(service) : !(mayTakeOut || syncs(service))) throw notSupported();
  const format = params.text('dataFormat', 'json').toLowerCase();
  if (format !== 'json' && FORMATS[format] === undefined) throw invalidParameter(context, 'dataFormat');
  const layers = chosenLayers(context, service, call);
  if (layers.length === 0) throw invalidParameter(context, 'layers');
  const replica = registers ? register(context, service, call, layers) : null;
  const embedded = params.text('transportType', '').toLowerCase().endsWith('embedded');
  const work = async (): Promise<JobOutcome> => {
    const head = headOf(context, call, replica, layers);
    if (format === 'json' && embedded)
      return { done: head, result: jsonReplica(context, call, head, layers) };
    const name = fileName(service, format);
    const file =
      format === 'json'
        ? context.results.write(Buffer.from(JSON.stringify(jsonReplica(context, call, head, layers))))
        : await exported(context, service, call, layers, format);
    const resultUrl = `${serviceUrl(context, call.origin, service)}/replicafilescache/${file}_${name}`;
    return { done: { ...head, resultUrl }, result: { ...head, URL: resultUrl } };
  };
  if (!params.boolean('async', false)) return work().then(({ result }) => result as Json);
  return statusUrl(context, call, service, context.jobs.run(context.switches().jobMs, work));
}

function chosenLayers(context: ServicesContext, service: Service, call: Call): Layer[] {
  const ids = call.params
    .text('layers', '')
    .replace(/[[\]\s]/g, '')
    .split(',')
    .filter((id) => id !== '')
    .map(Number);
  return ids.length > 0 ? ids.map((id) => layerOf(context, service, id)) : service.layers;
}

function register(context: ServicesContext, service: Service, call: Call, layers: Layer[]): Replica {
  const username = call.caller?.username ?? '';
  return addReplica(context.store.database, service, {
    name: call.params.text('replicaName', '').trim() || `Ags_Fs_${Date.now()}`,
    owner: username,
    syncModel: call.params.text('syncModel', 'perReplica'),
    layers: layers.map(({ definition }) => definition.id),
  });
}

function headOf(context: ServicesContext, call: Call, replica: Replica | null, layers: Layer[]): Json {
  const gen = serverGen(context.store.database);
  return {
    replicaName: replica?.name ?? call.params.text('replicaName', ''),
    ...(replica ? { replicaID: replica.id } : {}),
    transportType: call.params.text('transportType', 'esriTransportTypeUrl'),
    responseType: replica ? 'esriReplicaResponseTypeData' : 'esriReplicaResponseTypeNoEdits',
    targetType: call.params.text('targetType', 'client'),
    ...(replica?.syncModel === 'perLayer'
      ? { layerServerGens: layers.map(({ definition }) => ({ id: definition.id, serverGen: gen })) }
      : { replicaServerGen: gen }),
  };
}

function jsonReplica(context: ServicesContext, call: Call, head: Json, layers: Layer[]): Json {
  const queries = call.params.json<Record<string, LayerQuery>>('layerQueries') ?? {};
  const reference = spatialReferenceOf(call.params.text('replicaSR'));
  if (reference) call.params.set('outSR', JSON.stringify(reference));
  return {
    ...head,
    layers: layers.map((layer) =>
      layerData(context, call, layer, queries[String(layer.definition.id)] ?? {}),
    ),
  };
}

/** The rows that the layer's query and the area of the replica choose. */
function layerData(context: ServicesContext, call: Call, layer: Layer, query: LayerQuery): Json {
  const { definition } = layer;
  const filters = [viewFilter(context, layer)];
  const user = call.caller?.username ?? '';
  if (query.where) filters.push(whereFilter(context, layer, query.where, user));
  const area = call.params.text('geometry', '').trim();
  if (area && query.useGeometry !== false && definition.geometryType)
    filters.push(geometryFilter(context, layer, call, area));
  const filter = query.queryOption === 'none' ? { sql: '0', params: [] } : allOf(filters);
  const rows = context.store.database.all<Record<string, SqlValue>>(
    `SELECT * FROM ${tableOf(layer)} WHERE ${filter.sql}`,
    filter.params,
  );
  const fields = visibleFieldsOf(layer);
  const view = geometryView(context, layer, call, false);
  const objectId = fields.find(({ field }) => field.name === definition.objectIdField)?.column ?? '';
  const withFiles = definition.hasAttachments && call.params.boolean('returnAttachments', false);
  const base = `${serviceUrl(context, call.origin, layer.service)}/${definition.id}`;
  const attachments = withFiles
    ? attachmentsOfRows(
        context,
        layer,
        rows.map((row) => Number(row[objectId])),
      )
    : [];
  const { name, geometryType, spatialReference } = layerJson(context, layer);
  return {
    id: definition.id,
    name,
    ...(geometryType ? { geometryType, spatialReference: spatialReference ?? view.spatialReference } : {}),
    features: rows.map((row) => ({
      attributes: attributesOf(row, fields),
      ...(definition.geometryType ? { geometry: view.show(row['!shape']) } : {}),
    })),
    ...(withFiles
      ? {
          attachments: attachments.map((one) => ({
            attachmentId: one.id,
            globalId: one.global_id,
            parentObjectId: one.parent,
            contentType: one.content_type,
            name: one.name,
            size: one.size,
            url: `${base}/${one.parent}/attachments/${one.id}`,
          })),
        }
      : {}),
  };
}

async function exported(
  context: ServicesContext,
  service: Service,
  call: Call,
  layers: Layer[],
  format: string,
): Promise<string> {
  const queries = call.params.json<Record<string, LayerQuery>>('layerQueries') ?? {};
  const dir = path.join(context.work, randomUUID());
  mkdirSync(dir, { recursive: true });
  const to = path.join(dir, 'replica');
  try {
    const chosen = layers.map(({ definition: { id } }) => {
      const { where } = queries[String(id)] ?? {};
      return { id, ...(where ? { where } : {}) };
    });
    const parameters = { layers: chosen, targetSR: spatialReferenceOf(call.params.text('replicaSR')) };
    const username = call.caller?.username ?? '';
    await exportService(
      context,
      { itemId: service.itemId, format: FORMATS[format] ?? '', parameters, username, to },
      dir,
    );
    const file = context.results.write(new Uint8Array());
    copyFileSync(to, context.results.path(file));
    return file;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function fileName(service: Service, format: string): string {
  const ending = format === 'json' ? 'json' : (EXPORT_FORMATS[FORMATS[format] ?? ''] ?? 'zip');
  return `${service.name}.${ending}`;
}
