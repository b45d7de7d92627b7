import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { layerOf, type OpenService, openService, requireCapability } from '../access.js';
import { applyEdits, type EditOptions, type LayerEdits } from '../apply-edits.js';
import type { AttachmentEdits } from '../attachment-edits.js';
import { columnOf } from '../layer-fields.js';
import { missingWhere } from '../query-errors.js';
import { idsOf, queryFilter } from '../row-filter.js';
import { tableOf } from '../row-table.js';
import type { SentFeature } from '../row-writer.js';
import type { Layer } from '../service-store.js';
import type { ServicesContext } from '../services-context.js';
import { quoted } from '../sql/sql-fragment.js';
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
    ...route('/applyEdits', (call) => serviceEdits(context, call)),
    ...route('/uploads/upload', (call) => upload(context, call)),
    ...route('/:layer/applyEdits', (call) => layerEdits(context, call)),
    ...route('/:layer/addFeatures', (call) => {
      const [results] = edit(context, call, { adds: features(call, 'features') });
      return { addResults: results?.addResults };
    }),
    ...route('/:layer/updateFeatures', (call) => {
      const [results] = edit(context, call, { updates: features(call, 'features') });
      return { updateResults: results?.updateResults };
    }),
    ...route('/:layer/deleteFeatures', (call) => deleteFeatures(context, call)),
  ];
}

function layerEdits(context: ServicesContext, call: Call): Record<string, unknown> {
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
  const sent = call.params.json<SentEdits[]>('edits');
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

function upload(context: ServicesContext, call: Call): Record<string, unknown> {
  const open = openService(context, call);
  requireCapability(open, 'Create');
  const file = call.files.get('file');
  if (!file)
    throw new PortalError(400, 'Unable to complete operation.', { details: ["'file' must be specified."] });
  return {
    success: true,
    item: {
      itemID: context.uploads.add(file),
      itemName: file.name,
      description: '',
      date: Date.now(),
      committed: true,
    },
  };
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
    rollbackOnFailure: call.params.boolean('rollbackOnFailure', true),
    username: call.caller?.username ?? '',
    mayPreserve: open.access === 'admin',
    lockReadOnlyFields: context.switches().lockReadOnlyFields,
  };
}
