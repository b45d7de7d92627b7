import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { layerOf, notSupported, type OpenService, openService, requireCapability } from '../access.js';
import type { AttachmentEdits } from '../attachments/attachment-edits.js';
import {
  applyEdits,
  type EditOptions,
  type LayerEditResults,
  type LayerEdits,
} from '../edits/apply-edits.js';
import type { SentFeature } from '../edits/row-writer.js';
import { columnOf } from '../layer-fields.js';
import { missingWhere } from '../query/query-errors.js';
import { idsOf, queryFilter } from '../query/row-filter.js';
import { rootOf, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted } from '../sql/sql-fragment.js';
import { statusUrl } from '../status-url.js';
import { servicePaths } from './service-paths.js';

interface SentEdits {
  id?: number;
  adds?: SentFeature[];
  updates?: SentFeature[];
  deletes?: unknown[] | string;
  attachments?: AttachmentEdits;
}

/** Everything of a FeatureServer that changes rows. */
export function editRoutes(context: ServicesContext): Route[] {
  const route = (rest: string, handler: Handler): Route[] =>
    servicePaths('/rest/services', 'FeatureServer', rest).map((path) => ({
      path,
      handler,
      write: true,
      methods: ['POST'],
    }));
  return [
    ...route('/applyEdits', (call) => answerOf(context, call, serviceEdits(context, call))),
    ...route('/:layer/applyEdits', (call) => answerOf(context, call, layerEdits(context, call))),
    ...route('/:layer/addFeatures', (call) => {
      const [results] = edit(context, call, { adds: features(call, 'features') });
      return { addResults: results?.addResults };
    }),
    ...route('/:layer/updateFeatures', (call) => {
      const [results] = edit(context, call, { updates: features(call, 'features') });
      return { updateResults: results?.updateResults };
    }),
    ...route('/:layer/deleteFeatures', (call) => inBackground(context, call, deleteFeatures(context, call))),
  ];
}

/** The results at once, by a job with async=true, or not at all with returnEditResults=false: then only of rows that failed. */
function answerOf(context: ServicesContext, call: Call, results: unknown): unknown {
  const answer = call.params.boolean('returnEditResults', true) ? results : failuresOf(results);
  return inBackground(context, call, answer);
}

/** An answer by way of a job, if that was asked for. */
function inBackground(context: ServicesContext, call: Call, answer: unknown): unknown {
  if (!call.params.boolean('async', false)) return answer;
  const { service } = openService(context, call);
  return statusUrl(
    context,
    call,
    service,
    context.jobs.add(context.switches().jobMs, undefined, { result: answer }),
  );
}

function failuresOf(results: unknown): Record<string, unknown> {
  const lists = (Array.isArray(results) ? results : [results]) as LayerEditResults[];
  const editErrors = lists
    .flatMap(({ addResults, updateResults, deleteResults }) =>
      [addResults, updateResults, deleteResults].flat(),
    )
    .filter((result) => !result.success);
  return editErrors.length > 0 ? { editErrors } : {};
}

/** The edits in an upload; undefined without one. */
function uploadedEdits<T>(context: ServicesContext, call: Call): T | undefined {
  const id = call.params.text('editsUploadId', '').trim();
  if (id === '') return undefined;
  try {
    const { file } = context.uploads.take(id);
    const text = context.files.read(file).toString('utf8');
    context.files.remove([file]);
    return JSON.parse(text) as T;
  } catch {
    throw new PortalError(400, 'Unable to perform applyEdits operation.', {
      details: ["'editsUploadId' parameter is invalid"],
    });
  }
}

function layerEdits(context: ServicesContext, call: Call): Record<string, unknown> {
  const uploaded = uploadedEdits<SentEdits>(context, call);
  if (uploaded) {
    const [results] = edit(context, call, uploaded);
    return { ...results };
  }
  const [results] = edit(context, call, {
    adds: features(call, 'adds'),
    updates: features(call, 'updates'),
    ...(call.params.has('deletes') ? { deletes: call.params.text('deletes', '') } : {}),
    ...(call.params.text('attachments', '')
      ? { attachments: call.params.json<AttachmentEdits>('attachments') ?? {} }
      : {}),
  });
  return { ...results };
}

function serviceEdits(context: ServicesContext, call: Call): unknown {
  const open = openService(context, call);
  const sent = uploadedEdits<SentEdits[]>(context, call) ?? call.params.json<SentEdits[]>('edits');
  if (!Array.isArray(sent)) {
    throw new PortalError(400, 'Unable to perform applyEdits operation.', {
      details: ["'edits' parameter is invalid"],
    });
  }
  const edits = sent.map((one) =>
    prepare(context, open, layerOf(context, open.service, one.id), one, useGlobalIds(call)),
  );
  const results = applyEdits(context, edits, optionsOf(context, call, open));
  return results.map((one, index) => ({ id: edits[index]?.layer.definition.id, ...one }));
}

function edit(context: ServicesContext, call: Call, sent: SentEdits) {
  const open = openService(context, call);
  const layer = layerOf(context, open.service, call.route.layer);
  return applyEdits(
    context,
    [prepare(context, open, layer, sent, useGlobalIds(call))],
    optionsOf(context, call, open),
  );
}

/** Checks that the caller may do what he sent. */
function prepare(
  context: ServicesContext,
  open: OpenService,
  layer: Layer,
  sent: SentEdits,
  byGlobalId: boolean,
): LayerEdits {
  // The rows of a joined view are several rows each.
  if (rootOf(layer).definition.join) throw notSupported();
  const { adds = [], updates = [], attachments = null } = sent;
  const deletes = deletesOf(context, sent.deletes, byGlobalId);
  if (adds.length > 0) requireCapability(open, 'Create');
  if (updates.length > 0 || attachments) requireCapability(open, 'Update');
  if (deletes.length > 0) requireCapability(open, 'Delete');
  return { layer, adds, updates, deletes, attachments };
}

function deletesOf(context: ServicesContext, sent: SentEdits['deletes'], byGlobalId: boolean): unknown[] {
  if (sent === undefined) return [];
  if (Array.isArray(sent)) return sent;
  if (!byGlobalId) return idsOf(context, sent, 'deletes');
  return sent
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(',')
    .map((id) => id.trim().replace(/^"|"$/g, ''))
    .filter((id) => id !== '');
}

function deleteFeatures(context: ServicesContext, call: Call): Record<string, unknown> {
  const ids = call.params.text('objectIds', '').trim();
  const filtered = ['where', 'geometry'].some((name) => call.params.text(name, '').trim() !== '');
  if (!ids && !filtered) throw missingWhere(context);
  const open = openService(context, call);
  requireCapability(open, 'Delete');
  const layer = layerOf(context, open.service, call.route.layer);
  if (!filtered) {
    const [results] = edit(context, call, { deletes: idsOf(context, ids, 'objectIds') });
    return { deleteResults: results?.deleteResults };
  }
  const filter = queryFilter(context, layer, call);
  const column = quoted(columnOf(layer, layer.definition.objectIdField));
  const found = context.store.database.all<{ id: number }>(
    `SELECT ${column} AS id FROM ${tableOf(layer)} WHERE ${filter.sql}`,
    filter.params,
  );
  const options = { ...optionsOf(context, call, open), useGlobalIds: false };
  const edits = { layer, adds: [], updates: [], deletes: found.map((row) => row.id), attachments: null };
  const [results] = applyEdits(context, [edits], options);
  // With a clause, results are told only on request.
  const all = results?.deleteResults ?? [];
  if (ids || call.params.boolean('returnDeleteResults', false)) return { deleteResults: all };
  return { success: all.every((result) => result.success) };
}

function features(call: Call, name: string): SentFeature[] {
  const sent = call.params.json<SentFeature[]>(name) ?? [];
  if (!Array.isArray(sent)) {
    throw new PortalError(400, 'Unable to complete operation.', {
      details: [`'${name}' parameter is invalid`],
    });
  }
  return sent;
}

function useGlobalIds(call: Call): boolean {
  return call.params.boolean('useGlobalIds', false);
}

function optionsOf(context: ServicesContext, call: Call, open: OpenService): EditOptions {
  return {
    useGlobalIds: useGlobalIds(call),
    rollbackOnFailure: call.params.boolean('rollbackOnFailure', context.switches().rollbackOnFailure),
    username: call.caller?.username ?? '',
    mayPreserve: open.access === 'admin',
    lockReadOnlyFields: context.switches().lockReadOnlyFields,
  };
}
