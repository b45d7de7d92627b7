import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal } from '../portal/portal.js';
import { asArray, asJson, type Json, type LayerDefinition } from './definition.js';

/** A file on a row. */
export interface Attachment {
  id: number;
  name: string;
  contentType: string;
  /** Bytes, as the portal says. */
  size: number;
  /** What the uploading app noted, such as the question of a survey. */
  keywords: string;
}

/**
 * The attachments of the rows with these ObjectIDs, by ObjectID; rows without any are left out. Where the server gives only a part of them, fewer rows
 * are asked for, at last row by row: servers do not agree on what an offset counts, rows or attachments. So is a server without queryAttachments.
 */
export async function readAttachments(
  portal: ReadablePortal,
  url: string,
  layer: LayerDefinition,
  objectIds: readonly number[],
  signal?: AbortSignal,
): Promise<Map<number, Attachment[]>> {
  const found = new Map<number, Attachment[]>();
  const options = signal ? { signal } : {};
  const { supportsQueryAttachments } = asJson(layer.advancedQueryCapabilities);
  const rowByRow = async (ids: readonly number[]): Promise<void> => {
    for (const id of ids) {
      const answer = await portal.read<Json>(`${url}/${id}/attachments`, {}, options);
      collect(found, id, asArray<Json>(answer.attachmentInfos));
    }
  };
  const ask = async (ids: readonly number[]): Promise<void> => {
    let answer: Json;
    try {
      answer = await portal.read<Json>(`${url}/queryAttachments`, { objectIds: ids.join(',') }, options);
    } catch (error) {
      if (supportsQueryAttachments === true || !isUnknownCall(error)) throw error;
      return rowByRow(ids);
    }
    if (answer.exceededTransferLimit === true) {
      if (ids.length === 1) return rowByRow(ids);
      const half = Math.ceil(ids.length / 2);
      await ask(ids.slice(0, half));
      return ask(ids.slice(half));
    }
    for (const group of asArray<Json>(answer.attachmentGroups)) {
      collect(found, Number(group.parentObjectId), asArray<Json>(group.attachmentInfos));
    }
  };
  if (objectIds.length > 0) await (supportsQueryAttachments === false ? rowByRow : ask)(objectIds);
  return found;
}

function isUnknownCall(error: unknown): boolean {
  return error instanceof ArcGISError && ['ARCGIS_UNEXPECTED', 'ARCGIS_NOT_FOUND'].includes(error.code);
}

function collect(found: Map<number, Attachment[]>, row: number, infos: Json[]): void {
  if (infos.length === 0) return;
  const attachments = infos.map((info) => ({
    id: Number(info.id),
    name: String(info.name ?? ''),
    contentType: String(info.contentType ?? 'application/octet-stream'),
    size: Number(info.size ?? 0),
    keywords: typeof info.keywords === 'string' ? info.keywords : '',
  }));
  found.set(row, [...(found.get(row) ?? []), ...attachments]);
}

/** The same for two attachments that are copies of each other, as far as their lists tell. */
export function attachmentKey(attachment: Attachment): string {
  return JSON.stringify([attachment.name, attachment.size, attachment.keywords]);
}
