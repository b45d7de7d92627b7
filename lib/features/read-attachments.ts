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
 * The attachments of the rows with these ObjectIDs, by ObjectID; rows without any are left out. Reads page after page while
 * the server says that there is more; a server without queryAttachments is asked row by row.
 */
export async function readAttachments(
  portal: ReadablePortal,
  url: string,
  layer: LayerDefinition,
  objectIds: readonly number[],
  signal?: AbortSignal,
): Promise<Map<number, Attachment[]>> {
  const found = new Map<number, Attachment[]>();
  if (objectIds.length === 0) return found;
  const options = signal ? { signal } : {};
  if (asJson(layer.advancedQueryCapabilities).supportsQueryAttachments === false) {
    for (const id of objectIds) {
      const answer = await portal.read<Json>(`${url}/${id}/attachments`, {}, options);
      collect(found, id, asArray<Json>(answer.attachmentInfos));
    }
    return found;
  }
  for (let offset = 0; ; ) {
    const answer = await portal.read<Json>(
      `${url}/queryAttachments`,
      { objectIds: objectIds.join(','), ...(offset > 0 ? { resultOffset: offset } : {}) },
      options,
    );
    const groups = asArray<Json>(answer.attachmentGroups);
    for (const group of groups) {
      collect(found, Number(group.parentObjectId), asArray<Json>(group.attachmentInfos));
    }
    offset += groups.length;
    if (answer.exceededTransferLimit !== true || groups.length === 0) return found;
  }
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
