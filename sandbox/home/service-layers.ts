import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';
import { askService } from './ask-service.js';

/** What the pages read of a layer or table. */
export interface PageLayer {
  id: number;
  name: string;
  type: string;
  geometryType?: string;
  objectIdField: string;
  hasAttachments?: boolean;
  isView?: boolean;
  fields: PageField[];
  relationships?: { id: number; name: string; relatedTableId: number; cardinality: string; role: string }[];
}

export interface PageField {
  name: string;
  alias?: string;
  type: string;
  domain?: { codedValues?: { code: unknown; name: string }[] } | null;
}

interface QueryAnswer {
  features?: { attributes: Record<string, unknown> }[];
}

interface AttachmentGroups {
  attachmentGroups?: { parentObjectId: number; attachmentInfos: PageAttachment[] }[];
}

export interface PageAttachment {
  id: number;
  name: string;
  contentType: string;
  size: number;
}

/** Address of the item's service on this portal's own server; null if it has none there. */
export function serviceAddress(portal: PortalContext, item: ItemRecord): string | null {
  const { server } = portal.addresses.http;
  const url = portal.addresses.toStored(item.url);
  return url !== null && /\/(?:Feature|Map)Server\/?$/.test(url) && url.startsWith(`${server}/`) ? url : null;
}

/** Layers and tables of a service, by id; undefined if it does not answer. */
export async function layersOf(portal: PortalContext, address: string): Promise<PageLayer[] | undefined> {
  const answer = await askService<{ layers?: PageLayer[]; tables?: PageLayer[] }>(
    portal,
    `${address}/layers`,
  );
  return answer && [...(answer.layers ?? []), ...(answer.tables ?? [])].sort((a, b) => a.id - b.id);
}

/** How many rows a layer shows. */
export async function countOf(portal: PortalContext, layer: string): Promise<number | undefined> {
  const params = { where: '1=1', returnCountOnly: 'true' };
  return (await askService<{ count?: number }>(portal, `${layer}/query`, params))?.count;
}

/** Rows of a layer by ObjectID, without geometry. */
export async function rowsOf(
  portal: PortalContext,
  address: string,
  layer: PageLayer,
  part: { start: number; size: number },
): Promise<Record<string, unknown>[] | undefined> {
  const answer = await askService<QueryAnswer>(portal, `${address}/${layer.id}/query`, {
    where: '1=1',
    outFields: '*',
    returnGeometry: 'false',
    orderByFields: layer.objectIdField,
    resultOffset: String(part.start),
    resultRecordCount: String(part.size),
  });
  return answer?.features?.map(({ attributes }) => attributes);
}

/** Attachments of rows, by ObjectID. */
export async function attachmentsOf(
  portal: PortalContext,
  layer: string,
  objectIds: number[],
): Promise<Map<number, PageAttachment[]>> {
  if (objectIds.length === 0) return new Map();
  const params = { objectIds: objectIds.join(',') };
  const answer = await askService<AttachmentGroups>(portal, `${layer}/queryAttachments`, params);
  return new Map((answer?.attachmentGroups ?? []).map((one) => [one.parentObjectId, one.attachmentInfos]));
}
