import type { TargetId } from '../items/item.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import { replyLost } from '../portal/reply-lost.js';
import { waitForJob } from '../transfer/wait-for-job.js';
import { asArray, type Json } from './definition.js';
import { freeServiceName } from './service-name.js';
import { serviceNameOf, serviceRoot } from './service-url.js';

/** A file item of the target, and what is to become of it. */
export interface Publication {
  /** As `publish` calls the file: fileGeodatabase, vectorTilePackage … */
  fileType: string;
  /** Type of the service's item. */
  itemType: string;
  /** What is published, for the wording of errors: "hosted layer". */
  what: string;
  /** What the user can do if the portal refuses. */
  instead: string;
  /** `publishParameters` under this name. */
  parameters: (name: string) => Json;
  /** Further parameters of the call. */
  more: Json;
  fileId: TargetId;
  owner: string;
  folderId: string | null;
  /** Wanted service name; another one is taken if it is not free. */
  name: string;
  /** The service of this name is replaced by the file, in place. Only if it was published from the same item. */
  overwrite?: boolean;
  /** Told as soon as the item of the service is there: it may be described and marked while the portal still works. */
  made: (itemId: TargetId) => Promise<void>;
}

export interface PublishedService {
  itemId: TargetId;
  url: string;
}

/** Names that are tried: a portal may say that a name is free and refuse it all the same. */
const NAMES_TRIED = 6;
const DEADLINE = 2 * 60 * 60_000;
const LOOKS = [1000, 3000, 6000, 15_000, 30_000];

/**
 * Publishes a file item as a hosted service, under the wanted name or the next free one, and waits for it. Overwriting, which wipes sharing and data of the
 * item, is only done where it is asked for. A new service whose publishing failed is removed again.
 *
 * @throws ArcGISError ARCGIS_JOB_FAILED with the portal's words, which it tells inside an answer that looks like success
 */
export async function publishItem(
  target: WritablePortal,
  request: Publication,
  options: { signal?: AbortSignal } = {},
): Promise<PublishedService> {
  const taken = new Set<string>();
  let reason: unknown;
  while (taken.size < (request.overwrite ? 1 : NAMES_TRIED)) {
    const name = request.overwrite
      ? request.name
      : await freeServiceName(target, request.name, taken, options.signal, request.itemType);
    const answer = await publishNamed(target, request, name, options);
    if ('itemId' in answer) return finish(target, request, answer, name, options);
    if (!/already exist|in use|not available/i.test(answer.refusal))
      throw refused(target, request, name, answer.refusal);
    reason = refused(target, request, name, answer.refusal);
    taken.add(name);
  }
  throw reason;
}

interface Begun {
  itemId: TargetId;
  jobId: string | undefined;
}

async function publishNamed(
  target: WritablePortal,
  request: Publication,
  name: string,
  options: { signal?: AbortSignal },
): Promise<Begun | { refusal: string }> {
  const { owner, folderId, fileId, fileType, parameters, more, overwrite } = request;
  const content = `/content/users/${encodeURIComponent(owner)}${folderId ? `/${folderId}` : ''}`;
  let answer: Json;
  try {
    answer = await target.write<Json>(
      `${content}/publish`,
      {
        itemid: fileId,
        fileType,
        publishParameters: JSON.stringify(parameters(name)),
        ...more,
        ...(overwrite && { overwrite }),
      },
      options,
    );
  } catch (error) {
    if (!replyLost(error)) throw error;
    return findBegun(target, request, content, name, error, options);
  }
  const [service = {}] = asArray<Json>(answer.services);
  if (typeof service.serviceItemId === 'string' && service.success !== false && !service.error) {
    const jobId = typeof service.jobId === 'string' ? service.jobId : undefined;
    return { itemId: service.serviceItemId as TargetId, jobId };
  }
  const { message, details } = (service.error ?? {}) as { message?: string; details?: string[] };
  const words = [message, ...asArray<string>(details)].filter((part) => part).join(' ');
  return { refusal: words };
}

/** The service that a call whose answer was lost has begun: its name was free before, so one of that name is ours. */
async function findBegun(
  target: WritablePortal,
  { itemType }: Publication,
  content: string,
  name: string,
  lost: unknown,
  options: { signal?: AbortSignal },
): Promise<Begun> {
  for (const wait of LOOKS) {
    await target.clock.sleep(wait, options.signal);
    const listing = await target.read<Json>(
      content,
      { start: 1, num: 100, sortField: 'created', sortOrder: 'desc' },
      options,
    );
    const found = asArray<Json>(listing.items).find(
      (item) => item.type === itemType && serviceNameOf(String(item.url ?? '')) === name,
    );
    if (found) return { itemId: String(found.id) as TargetId, jobId: undefined };
  }
  throw lost;
}

async function finish(
  target: WritablePortal,
  request: Publication,
  { itemId, jobId }: Begun,
  name: string,
  options: { signal?: AbortSignal },
): Promise<PublishedService> {
  const item = `/content/users/${encodeURIComponent(request.owner)}/items/${itemId}`;
  const discard = () =>
    target.write(`${item}/delete`, { permanentDelete: true }, { repeatable: true }).catch(() => undefined);
  try {
    await request.made(itemId);
  } catch (error) {
    // Without its mark nobody would know what it is, and the next run would make another.
    if (!request.overwrite) await discard();
    throw error;
  }
  try {
    await waitForJob(
      target,
      {
        path: `${item}/status`,
        params: { jobType: 'publish', ...(jobId === undefined ? {} : { jobId }) },
        deadline: target.clock.now() + DEADLINE,
        what: `Publishing the ${request.what} ${name} in ${target.url}`,
        partial: 'failed',
      },
      options,
    );
  } catch (error) {
    const isOver =
      error instanceof ArcGISError && (error.code === 'ARCGIS_JOB_FAILED' || error.code === 'ARCGIS_TIMEOUT');
    // The failure is what the user has to know. What cannot be removed keeps its mark, and the next run takes it up.
    if (isOver && !request.overwrite) await discard();
    throw error;
  }
  const { url } = await target.read<{ url?: string | null }>(`/content/items/${itemId}`, {}, options);
  if (url) return { itemId, url: serviceRoot(url) };
  throw new ArcGISError(
    'ARCGIS_UNEXPECTED',
    `${target.url} says that the ${request.what} ${name} is published, but its item (${itemId}) has no address. Run again.`,
    { portal: target.url },
  );
}

function refused(
  target: WritablePortal,
  { what, instead }: Publication,
  name: string,
  words: string,
): ArcGISError {
  const said = words === '' ? 'it gave no reason' : `it said "${words}"`;
  return new ArcGISError(
    'ARCGIS_JOB_FAILED',
    `${target.url} did not publish the ${what} ${name}: ${said}. ${instead}`,
    { portal: target.url, ...(words === '' ? {} : { portalMessage: words }) },
  );
}
