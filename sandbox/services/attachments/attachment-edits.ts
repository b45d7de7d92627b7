import { statSync } from 'node:fs';
import { PortalError } from '../../http/answers.js';
import { failed, type RowResult } from '../edits/row-results.js';
import { MissingRowError, type RowWriter } from '../edits/row-writer.js';
import { ValueError } from '../field-values.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import {
  type Attachment,
  attachmentByGlobalId,
  deleteAttachmentRow,
  insertAttachment,
  updateAttachmentRow,
} from './attachments.js';
import { checkAttachment } from './check-attachment.js';

interface SentAttachment {
  globalId?: string;
  parentGlobalId?: string;
  contentType?: string;
  name?: string;
  keywords?: string;
  /** Base64, with or without the head of a data URL. */
  data?: string;
  uploadId?: string;
}

/** The `attachments` of applyEdits. */
export interface AttachmentEdits {
  adds?: SentAttachment[];
  updates?: SentAttachment[];
  deletes?: string[];
}

export interface AttachmentResults {
  addResults: RowResult[];
  updateResults: RowResult[];
  deleteResults: RowResult[];
}

/** Applies attachment edits; rows are named by GlobalIDs. Files that are free afterwards go to `unused`, new ones to `created`. */
export function applyAttachmentEdits(
  context: ServicesContext,
  layer: Layer,
  writer: RowWriter,
  edits: AttachmentEdits,
  unused: string[],
  created: string[],
): AttachmentResults {
  if (!layer.definition.hasAttachments) {
    throw new PortalError(400, "'attachments' parameter is invalid", {
      details: ['The layer has no attachments.'],
    });
  }
  const attempt = (work: () => Attachment): RowResult => {
    try {
      const { id, global_id } = work();
      return { objectId: id, globalId: global_id, success: true };
    } catch (error) {
      return failed(error, context.kind);
    }
  };
  const existing = (globalId: unknown): Attachment => {
    const found = attachmentByGlobalId(context, layer, globalId);
    if (!found) throw new MissingRowError('The attachment does not exist.');
    return found;
  };
  const fileOf = (sent: SentAttachment): { file: string; size: number } => {
    const file = storeContent(context, sent);
    created.push(file);
    return { file, size: statSync(context.files.path(file)).size };
  };
  return {
    addResults: (edits.adds ?? []).map((sent) =>
      attempt(() => {
        const attachment = {
          parent: writer.find(sent.parentGlobalId).objectId,
          globalId: sent.globalId,
          name: sent.name ?? 'attachment',
          content_type: sent.contentType ?? 'application/octet-stream',
          keywords: sent.keywords ?? '',
          ...fileOf(sent),
        };
        checkAttachment(context, attachment);
        return insertAttachment(context, layer, attachment);
      }),
    ),
    updateResults: (edits.updates ?? []).map((sent) =>
      attempt(() => {
        const old = existing(sent.globalId);
        updateAttachmentRow(context, old.id, {
          ...old,
          name: sent.name ?? old.name,
          content_type: sent.contentType ?? old.content_type,
          keywords: sent.keywords ?? old.keywords,
          ...fileOf(sent),
        });
        unused.push(old.file);
        return old;
      }),
    ),
    deleteResults: (edits.deletes ?? []).map((globalId) =>
      attempt(() => {
        const old = existing(globalId);
        deleteAttachmentRow(context, old.id);
        unused.push(old.file);
        return old;
      }),
    ),
  };
}

function storeContent(context: ServicesContext, sent: SentAttachment): string {
  if (typeof sent.uploadId === 'string' && sent.uploadId !== '')
    return context.uploads.take(sent.uploadId).file;
  if (typeof sent.data !== 'string') throw new ValueError('The attachment has neither data nor uploadId.');
  const base64 = sent.data.slice(sent.data.indexOf(',') + 1);
  return context.files.write(Buffer.from(base64, 'base64'));
}
