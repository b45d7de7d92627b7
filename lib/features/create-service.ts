import type { TargetId } from '../items/item.js';
import { identityOf } from '../items/item-keywords.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { Params, WritablePortal } from '../portal/portal.js';
import { replyLost } from '../portal/reply-lost.js';
import { asArray, type Json } from './definition.js';
import { freeServiceName } from './service-name.js';
import { serviceNameOf, serviceRoot } from './service-url.js';

/** Where and as what the service is made. */
export interface NewService {
  owner: string;
  folderId: string | null;
  name: string;
  itemParams: Params;
}

/** Names that are tried before giving up: a portal may say that a name is free and refuse it all the same. */
const namesTried = 6;

/**
 * Makes an empty hosted feature service (or view) and writes its item's properties. The name is the wanted one, or the next
 * free one. After a lost answer the owner's content is looked at first, so no second service is made.
 */
export async function createService(
  target: WritablePortal,
  request: NewService,
  parameters: (name: string) => Json,
  signal?: AbortSignal,
): Promise<{ itemId: TargetId; url: string }> {
  const taken = new Set<string>();
  let reason: ArcGISError | undefined;
  while (taken.size < namesTried) {
    const name = await freeServiceName(target, request.name, taken, signal);
    try {
      const made = await createNamed(target, request, name, parameters(name), signal);
      await describe(target, request, made.itemId, signal);
      return made;
    } catch (error) {
      if (!(error instanceof ArcGISError) || !nameTaken(error)) throw explained(error, name);
      reason = error;
      taken.add(name);
    }
  }
  throw explained(reason, request.name);
}

async function createNamed(
  target: WritablePortal,
  request: NewService,
  name: string,
  parameters: Json,
  signal?: AbortSignal,
): Promise<{ itemId: TargetId; url: string }> {
  const content = contentPath(request);
  let answer: Json;
  try {
    answer = await target.write<Json>(
      `${content}/createService`,
      {
        createParameters: JSON.stringify(parameters),
        outputType: 'featureService',
        ...(parameters.isView === true ? { isView: true } : {}),
        ...firstMarks(request),
      },
      signal ? { signal } : {},
    );
  } catch (error) {
    if (!replyLost(error)) throw error;
    const found = await findCreated(target, content, name, signal);
    if (!found) throw error;
    answer = found;
  }
  const itemId = answer.itemId ?? answer.serviceItemId;
  const url = answer.serviceurl ?? answer.serviceURL ?? answer.encodedServiceURL;
  if (typeof itemId !== 'string' || typeof url !== 'string') {
    throw new ArcGISError(
      'ARCGIS_UNEXPECTED',
      `The portal answered without an item for the new service ${name}.`,
      {
        portal: target.url,
      },
    );
  }
  return { itemId: itemId as TargetId, url: serviceRoot(url) };
}

/**
 * The marks by which an interrupted copy is recognised, for the moment until the item's properties are written. createService takes
 * tags but no type keywords, so they are tags until then.
 */
function firstMarks({ itemParams }: NewService): { tags?: string } {
  const marks = identityOf(asArray<unknown>(itemParams.typeKeywords).map(String));
  return marks.length > 0 ? { tags: marks.join(',') } : {};
}

/** The service that a call whose answer was lost has made: its name was free before, so one of that name is ours. */
async function findCreated(
  target: WritablePortal,
  content: string,
  name: string,
  signal?: AbortSignal,
): Promise<Json | null> {
  for (const wait of [1000, 4000, 15_000]) {
    await target.clock.sleep(wait, signal);
    const listing = await target.read<Json>(
      content,
      { num: 100, sortField: 'created', sortOrder: 'desc' },
      signal ? { signal } : {},
    );
    const found = asArray<Json>(listing.items).find(
      (item) => item.type === 'Feature Service' && serviceNameOf(String(item.url ?? '')) === name,
    );
    if (found) return { itemId: found.id, serviceurl: found.url };
  }
  return null;
}

async function describe(target: WritablePortal, request: NewService, itemId: TargetId, signal?: AbortSignal) {
  await target.write(`${contentPath(request)}/items/${itemId}/update`, request.itemParams, {
    ...(signal ? { signal } : {}),
    repeatable: true,
  });
}

function contentPath(request: NewService): string {
  const folder = request.folderId ? `/${request.folderId}` : '';
  return `/content/users/${encodeURIComponent(request.owner)}${folder}`;
}

function nameTaken(error: ArcGISError): boolean {
  return error.code === 'ARCGIS_EXISTS' || /already exists/i.test(error.message);
}

function explained(error: unknown, name: string): unknown {
  if (!(error instanceof ArcGISError)) return error;
  const advice = /managed database/i.test(error.message)
    ? ' The hosting server of the target has no relational ArcGIS Data Store: ask its administrator for one.'
    : '';
  return new ArcGISError(
    error.code,
    `The hosted service ${name} could not be made. ${error.message}${advice}`,
    error.details,
  );
}
