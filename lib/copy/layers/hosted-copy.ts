import type { ServiceCopy, ServiceCopyRequest } from '../../features/create-service-copy.js';
import type { LayerService } from '../../features/layer-service.js';
import type { RowsResult } from '../../features/rows-request.js';
import { serviceNameOf } from '../../features/service-url.js';
import { type VerifyRequest, verifyService } from '../../features/verify-service.js';
import { digestOf } from '../../items/digest-of.js';
import type { Item, TargetId } from '../../items/item.js';
import { updateItem } from '../../items/write-item.js';
import type { Params } from '../../portal/portal.js';
import type { ServiceMapping } from '../../references/reference-map.js';
import type { CopyJob } from '../copy-job.js';
import { placeOf } from '../place.js';
import type { Part } from '../proof/copy-envelope.js';
import { marked } from '../proof/wanted-properties.js';
import { readLayerData, serviceParams } from './layer-data.js';

/** The copy of a hosted layer or view: its item, its service, and what became of layers and fields. */
export interface HostedCopy {
  id: TargetId;
  owner: string;
  url: string;
  mapping: ServiceMapping;
}

/** What the service is made of; one whose making was interrupted is completed where it is. */
export async function serviceRequest(
  job: CopyJob,
  source: LayerService,
  unfinished: Item | null,
): Promise<ServiceCopyRequest> {
  const resume = unfinished?.url && { itemId: unfinished.id as TargetId, url: unfinished.url };
  return {
    source,
    owner: unfinished?.owner ?? job.owner,
    folderId: unfinished ? null : await placeOf(job),
    name: serviceNameOf(source.url),
    itemParams: marked(job, serviceParams(job), 'unfinished'),
    ...(resume && { resume }),
  };
}

/** Takes note of a service that was made. */
export function noteService(job: CopyJob, owner: string, made: ServiceCopy): HostedCopy {
  const { itemId, url, mapping, warnings } = made;
  job.pair.copies.add(job.item.id, itemId);
  job.warnings.push(...warnings);
  return { id: itemId, owner, url, mapping };
}

/** Writes properties and data of the item, and marks it as unfinished until all is proven. */
export async function writeServiceItem(
  job: CopyJob,
  { id, owner }: HostedCopy,
  params: Params,
  data: Record<string, unknown> | null,
): Promise<void> {
  const content = { ...marked(job, params, 'unfinished'), ...(data && { text: JSON.stringify(data) }) };
  await updateItem(job.target, owner, id, content, undefined, job.signal);
}

/** Compares the service with its source. `loaded`: what loading its rows has told. */
export async function verifyServiceCopy(
  job: CopyJob,
  from: LayerService,
  { url, mapping }: HostedCopy,
  rows: VerifyRequest['rows'],
  loaded: Pick<RowsResult, 'notKept'> & Partial<Pick<RowsResult, 'read'>> = { notKept: {} },
): Promise<void> {
  job.say('comparing rows');
  const { notKept, read } = loaded;
  const request = { from, to: { url, mapping }, rows, notKept, ...(read && { read }) };
  job.checks.push(...(await verifyService(job.source, job.target, request, { signal: job.signal })));
}

/** Compares the item's data as the target has stored it, and gives it to be scanned. */
export async function checkServiceData(
  job: CopyJob,
  id: TargetId,
  data: Record<string, unknown> | null,
): Promise<Part[]> {
  const stored = await readLayerData(job.target, id, job.signal);
  const [expected, actual] = [digestOf(data), digestOf(stored)];
  job.checks.push({ check: 'data', expected, actual, ok: expected === actual });
  return [{ where: 'data', document: stored }];
}
