import { FileAnswer, PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Handler, Route } from '../../http/routes.js';
import { layerOf, openService, requireCapability } from '../access.js';
import {
  type Attachment,
  attachmentById,
  attachmentsOf,
  deleteAttachmentRow,
  insertAttachment,
  type NewAttachment,
  updateAttachmentRow,
} from '../attachments/attachments.js';
import { checkAttachment } from '../attachments/check-attachment.js';
import { exifOf, queryAttachments } from '../attachments/query-attachments.js';
import { demandTaken, failed, type RowResult } from '../edits/row-results.js';
import { MissingRowError, type RowKey, RowWriter } from '../edits/row-writer.js';
import { rootOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { servicePaths } from './service-paths.js';

/** Attachments of rows: list, bytes, add, update, delete, query. */
export function attachmentRoutes(context: ServicesContext): Route[] {
  const read = (rest: string, handler: Handler, fileLike = false): Route[] =>
    servicePaths('/rest/services', 'FeatureServer', rest).map((path) => ({ path, handler, fileLike }));
  const write = (rest: string, handler: Handler): Route[] =>
    servicePaths('/rest/services', 'FeatureServer', rest).map((path) => ({
      path,
      handler,
      write: true,
      methods: ['POST'],
    }));
  return [
    ...read('/:layer/queryAttachments', (call) =>
      queryAttachments(context, openLayer(context, call, 'Query'), call),
    ),
    ...read('/:layer/:row/attachments', (call) => list(context, call)),
    ...read('/:layer/:row/attachments/:attachment', (call) => bytes(context, call), true),
    ...write('/:layer/:row/addAttachment', (call) => ({ addAttachmentResult: add(context, call) })),
    ...write('/:layer/:row/updateAttachment', (call) => ({ updateAttachmentResult: update(context, call) })),
    ...write('/:layer/:row/deleteAttachments', (call) => ({
      deleteAttachmentResults: remove(context, call),
    })),
  ];
}

function openLayer(context: ServicesContext, call: Call, operation: 'Query' | 'Update'): Layer {
  const open = openService(context, call);
  requireCapability(open, operation);
  const layer = layerOf(context, open.service, call.route.layer);
  if (layer.definition.hasAttachments) return layer;
  throw new PortalError(400, 'This operation is not supported.', {
    details: ['The layer has no attachments.'],
  });
}

/** The row of the path, as far as the layer (or view) shows it. */
function rowOf(context: ServicesContext, layer: Layer, call: Call): RowKey {
  const writer = new RowWriter(context, layer, { useGlobalIds: false, username: '', mayPreserve: false });
  try {
    return writer.find(call.route.row);
  } catch (error) {
    if (!(error instanceof MissingRowError)) throw error;
    throw new PortalError(404, 'Unable to complete operation.', { details: ['Feature does not exist.'] });
  }
}

function list(context: ServicesContext, call: Call): Record<string, unknown> {
  const layer = openLayer(context, call, 'Query');
  const row = rowOf(context, layer, call);
  return {
    attachmentInfos: attachmentsOf(context, layer, row.objectId).map((one) => ({
      id: one.id,
      globalId: one.global_id,
      parentID: String(row.objectId),
      parentObjectId: row.objectId,
      parentGlobalId: row.globalId,
      name: one.name,
      contentType: one.content_type,
      size: one.size,
      keywords: one.keywords,
      ...exifOf(context, one, call),
    })),
  };
}

function bytes(context: ServicesContext, call: Call): FileAnswer {
  const layer = openLayer(context, call, 'Query');
  const attachment = attachmentIn(context, layer, call, Number(call.route.attachment));
  if (!attachment)
    throw new PortalError(404, 'Unable to complete operation.', { details: ['Attachment does not exist.'] });
  return new FileAnswer(context.files.path(attachment.file), attachment.content_type, attachment.name);
}

function attachmentIn(
  context: ServicesContext,
  layer: Layer,
  call: Call,
  id: number,
): Attachment | undefined {
  const found = attachmentById(context, layer, id);
  return found?.parent === rowOf(context, layer, call).objectId ? found : undefined;
}

function add(context: ServicesContext, call: Call): RowResult {
  const layer = openLayer(context, call, 'Update');
  const parent = rowOf(context, layer, call).objectId;
  const sent = sentAttachment(context, call, {
    name: 'attachment',
    content_type: 'application/octet-stream',
    keywords: '',
  });
  const result = change(context, layer, () => {
    checkAttachment(context, sent);
    return insertAttachment(context, layer, { ...sent, parent, globalId: call.params.text('globalId') });
  });
  if (!result.success) context.files.remove([sent.file]);
  return result;
}

function update(context: ServicesContext, call: Call): RowResult {
  const layer = openLayer(context, call, 'Update');
  const old = attachmentIn(context, layer, call, call.params.number('attachmentId', -1));
  if (!old) return failed(new MissingRowError('The attachment does not exist.'), context.kind);
  const sent = sentAttachment(context, call, old);
  const result = change(context, layer, () => {
    checkAttachment(context, sent);
    updateAttachmentRow(context, old.id, { ...sent, parent: old.parent });
    return old;
  });
  context.files.remove([result.success ? old.file : sent.file]);
  return result;
}

function remove(context: ServicesContext, call: Call): RowResult[] {
  const layer = openLayer(context, call, 'Update');
  return call.params.list('attachmentIds').map((id) => {
    const old = attachmentIn(context, layer, call, Number(id));
    if (!old) return failed(new MissingRowError('The attachment does not exist.'), context.kind, Number(id));
    const result = change(context, layer, () => {
      deleteAttachmentRow(context, old.id);
      return old;
    });
    if (result.success) context.files.remove([old.file]);
    return result;
  });
}

/** The file part `attachment` (or an earlier upload) with what was sent about it. */
function sentAttachment(
  context: ServicesContext,
  call: Call,
  fallback: Pick<Attachment, 'name' | 'content_type' | 'keywords'>,
): Omit<NewAttachment, 'parent'> {
  const file = call.files.get('attachment') ?? [...call.files.values()][0];
  const keywords = call.params.text('keywords', fallback.keywords);
  if (file) {
    const { name, contentType, bytes: size } = file;
    return {
      file: context.files.adopt(file.path),
      size,
      name: name || fallback.name,
      content_type: contentType || fallback.content_type,
      keywords,
    };
  }
  const uploadId = call.params.text('uploadId', '');
  if (!uploadId) {
    throw new PortalError(400, 'Unable to complete operation.', {
      details: ["'attachment' must be specified."],
    });
  }
  const upload = context.uploads.take(uploadId);
  return { ...fallback, ...upload, keywords };
}

function change(context: ServicesContext, layer: Layer, work: () => Attachment): RowResult {
  let result: RowResult;
  try {
    demandTaken();
    result = context.store.database.transaction(() => {
      const { id, global_id } = work();
      context.store.noteEdit(rootOf(layer));
      return { objectId: id, globalId: global_id, success: true };
    });
  } catch (error) {
    return failed(error, context.kind);
  }
  context.gate.touched(rootOf(layer).service.itemId);
  return result;
}
