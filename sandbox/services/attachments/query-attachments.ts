import type { Call } from '../../http/call.js';
import { groupBy } from '../group-by.js';
import { columnOf } from '../layer-fields.js';
import { allOf, type RowFilter } from '../query/all-of.js';
import { globalIdFilter, idsOf, objectIdFilter, viewFilter, whereFilter } from '../query/row-filter.js';
import { tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import { serviceUrl } from '../service-url.js';
import type { ServicesContext } from '../services-context.js';
import { quoted } from '../sql/sql-fragment.js';
import { type Attachment, attachmentsOfRows } from './attachments.js';
import { exifInfo, orientationOf } from './exif.js';

/** Answers `queryAttachments`: the attachments of the rows that objectIds, globalIds or a clause choose, grouped by row. */
export function queryAttachments(
  context: ServicesContext,
  layer: Layer,
  call: Call,
): Record<string, unknown> {
  const { params } = call;
  const { objectIdField, globalIdField } = layer.definition;
  const filters: RowFilter[] = [viewFilter(context, layer)];
  const ids = params.text('objectIds', '').trim();
  const globalIds = params.text('globalIds', '').trim();
  const where = params.text('definitionExpression', params.text('where', '')).trim();
  if (ids) filters.push(objectIdFilter(layer, idsOf(context, ids, 'objectIds')));
  if (globalIds) filters.push(globalIdFilter(context, layer, globalIds.split(',')));
  if (where) filters.push(whereFilter(context, layer, where, call.caller?.username ?? ''));
  const filter = allOf(filters);
  const objectId = quoted(columnOf(layer, objectIdField));
  const globalId = globalIdField ? quoted(columnOf(layer, globalIdField)) : 'NULL';
  const rows = context.store.database.all<{ id: number; globalId: string | null }>(
    `SELECT ${objectId} AS id, ${globalId} AS globalId FROM ${tableOf(layer)} WHERE ${filter.sql} ORDER BY ${objectId}`,
    filter.params,
  );
  const found = attachmentsOfRows(
    context,
    layer,
    rows.map((row) => row.id),
  ).filter((one) => wanted(one, call));
  const offset = params.number('resultOffset', 0);
  const { attachmentPage } = context.switches();
  const count = Math.min(params.number('resultRecordCount', Infinity), attachmentPage || Infinity);
  const page = found.slice(offset, offset + count);
  const exceeded = offset + page.length < found.length;
  const base = `${serviceUrl(context, call.origin, layer.service)}/${layer.definition.id}`;
  const byRow = groupBy(page, (one) => one.parent);
  const groups = rows.flatMap((row) => {
    const attachments = byRow.get(row.id);
    return attachments ? [{ row, attachments }] : [];
  });
  if (params.boolean('returnCountOnly', false)) {
    const attachmentGroups = groups.map(({ row, attachments }) => ({
      parentObjectId: row.id,
      parentGlobalId: row.globalId,
      count: attachments.length,
    }));
    return { attachmentGroups };
  }
  return {
    fields: FIELDS,
    ...(exceeded ? { exceededTransferLimit: true } : {}),
    attachmentGroups: groups.map(({ row, attachments }) => ({
      parentObjectId: row.id,
      parentGlobalId: row.globalId,
      attachmentInfos: attachments.map((one) => ({
        id: one.id,
        globalId: one.global_id,
        name: one.name,
        contentType: one.content_type,
        size: one.size,
        keywords: one.keywords,
        ...exifOf(context, one, call),
        ...(params.boolean('returnUrl', false) ? { url: `${base}/${row.id}/attachments/${one.id}` } : {}),
      })),
    })),
  };
}

/** The metadata of a photo, on request: null where there is none. */
export function exifOf(context: ServicesContext, one: Attachment, call: Call): Record<string, unknown> {
  if (!call.params.boolean('returnMetadata', false) || !/jpe?g/i.test(one.content_type + one.name))
    return { exifInfo: null };
  const exif = exifInfo(context.files.read(one.file));
  const orientationInfo = orientationOf(exif);
  return { exifInfo: exif, ...(orientationInfo ? { orientationInfo } : {}) };
}

const FIELDS = [
  { name: 'ATTACHMENTID', type: 'esriFieldTypeOID', alias: 'ATTACHMENTID' },
  { name: 'GLOBALID', type: 'esriFieldTypeGlobalID', alias: 'GLOBALID' },
  { name: 'ATT_NAME', type: 'esriFieldTypeString', alias: 'ATT_NAME', length: 250 },
  { name: 'CONTENT_TYPE', type: 'esriFieldTypeString', alias: 'CONTENT_TYPE', length: 150 },
  { name: 'DATA_SIZE', type: 'esriFieldTypeInteger', alias: 'DATA_SIZE' },
  { name: 'KEYWORDS', type: 'esriFieldTypeString', alias: 'KEYWORDS', length: 1000 },
];

function wanted(one: Attachment, call: Call): boolean {
  const types = call.params.list('attachmentTypes').map((type) => type.toLowerCase());
  const keywords = call.params.list('keywords');
  const [min = 0, max = Infinity] = call.params.list('size').map(Number);
  if (types.length > 0 && !types.includes(one.content_type.toLowerCase())) return false;
  if (keywords.length > 0 && !keywords.some((keyword) => one.keywords.split(',').includes(keyword)))
    return false;
  return one.size >= min && one.size <= max;
}
