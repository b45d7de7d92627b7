import { DuplicateError } from '../edits/row-writer.js';
import { newGuid, styledGuid } from '../guid.js';
import { rootOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';

/** One attachment of a row. */
export interface Attachment {
  id: number;
  global_id: string;
  parent: number;
  name: string;
  content_type: string;
  size: number;
  keywords: string;
  file: string;
}

/** What an attachment is made of; its bytes lie in `file` already. */
export type NewAttachment = Omit<Attachment, 'id' | 'global_id'> & { globalId?: string | undefined };

const COLUMNS = 'id, global_id, parent, name, content_type, size, keywords, file';

/** Attachments of a row, oldest first. */
export function attachmentsOf(context: ServicesContext, layer: Layer, objectId: number): Attachment[] {
  return context.store.database.all<Attachment>(
    `SELECT ${COLUMNS} FROM attachment WHERE layer = ? AND parent = ? ORDER BY id`,
    [rootOf(layer).key, objectId],
  );
}

/** Attachments of many rows, by row and then age. */
export function attachmentsOfRows(context: ServicesContext, layer: Layer, objectIds: number[]): Attachment[] {
  return context.store.database.all<Attachment>(
    `SELECT ${COLUMNS} FROM attachment WHERE layer = ? AND parent IN (SELECT value FROM json_each(?)) ORDER BY parent, id`,
    [rootOf(layer).key, JSON.stringify(objectIds)],
  );
}

export function attachmentById(context: ServicesContext, layer: Layer, id: number): Attachment | undefined {
  return context.store.database.all<Attachment>(
    `SELECT ${COLUMNS} FROM attachment WHERE layer = ? AND id = ?`,
    [rootOf(layer).key, id],
  )[0];
}

export function attachmentByGlobalId(
  context: ServicesContext,
  layer: Layer,
  globalId: unknown,
): Attachment | undefined {
  return context.store.database.all<Attachment>(
    `SELECT ${COLUMNS} FROM attachment WHERE layer = ? AND global_id = ?`,
    [rootOf(layer).key, styledGuid(globalId, context.guids) ?? ''],
  )[0];
}

/** Adds the row of an attachment. Throws DuplicateError if its GlobalID is taken. */
export function insertAttachment(
  context: ServicesContext,
  layer: Layer,
  attachment: NewAttachment,
): Attachment {
  const globalId = styledGuid(attachment.globalId, context.guids) ?? newGuid(context.guids);
  const { parent, name, content_type, size, keywords, file } = attachment;
  const { changes, lastInsertRowid } = context.store.database.run(
    `INSERT OR IGNORE INTO attachment (layer, global_id, parent, name, content_type, size, keywords, file)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [rootOf(layer).key, globalId, parent, name, content_type, size, keywords, file],
  );
  if (changes === 0) throw new DuplicateError();
  return { id: lastInsertRowid, global_id: globalId, parent, name, content_type, size, keywords, file };
}

/** Replaces name, type, bytes and keywords of an attachment; its ids stay. */
export function updateAttachmentRow(context: ServicesContext, id: number, to: NewAttachment): void {
  context.store.database.run(
    'UPDATE attachment SET name = ?, content_type = ?, size = ?, keywords = ?, file = ? WHERE id = ?',
    [to.name, to.content_type, to.size, to.keywords, to.file, id],
  );
}

export function deleteAttachmentRow(context: ServicesContext, id: number): void {
  context.store.database.run('DELETE FROM attachment WHERE id = ?', [id]);
}
