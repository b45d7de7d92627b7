import { createItemInFolder, type IItemAdd, updateItem as updateRestItem } from '@esri/arcgis-rest-portal';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { FilePart, Params, WritablePortal } from '../portal/portal.js';
import type { TargetId } from './item.js';
import { ownerOptions } from './owner-options.js';
import { readItem } from './read-item.js';

interface WriteAnswer {
  success?: boolean;
  id?: string;
}

/**
 * Adds an item to a user's content. `params` are those of the REST API (`type` and `title` are needed; data
 * as `text`), `files` the file parts by form field (`file`, `thumbnail`, `metadata`). The item is private.
 * Throws ARCGIS_EXISTS that names the item which has the file name already: it must be unique among all files
 * of the owner, in whatever folder.
 * @param folderId null for the root
 */
export async function addItem(
  target: WritablePortal,
  owner: string,
  folderId: string | null,
  params: Params,
  files?: Record<string, FilePart>,
  signal?: AbortSignal,
): Promise<TargetId> {
  const { beside, alone } = apart(params, files);
  const item = Object.fromEntries(Object.entries(beside).filter(([, value]) => value !== '')) as IItemAdd;
  const adding = createItemInFolder({
    item,
    ...(folderId === null || folderId === '' ? {} : { folderId }),
    ...ownerOptions(target, owner, { ...(files ? { files } : {}), ...(signal ? { signal } : {}) }),
  });
  const id = await written(adding, 'added', { target, params, fileName: files?.file?.name, signal });
  return alone ? updateItem(target, owner, id, alone, undefined, signal) : id;
}

/**
 * What is sent beside files, and what has to be sent without: in a body with files every line break of a text becomes CR LF
 * (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data), so that the portal would store another text.
 */
function apart(
  params: Params,
  files: Record<string, FilePart> | undefined,
): { beside: Params; alone: Params | null } {
  const isChanged = ([name, value]: [string, unknown]): boolean =>
    name !== 'title' && typeof value === 'string' && /(?<!\r)\n|\r(?!\n)/.test(value);
  const all = Object.entries(params);
  const changed = files === undefined ? [] : all.filter(isChanged);
  if (changed.length === 0) return { beside: params, alone: null };
  return {
    beside: Object.fromEntries(all.filter((one) => !isChanged(one))),
    alone: Object.fromEntries(changed),
  };
}

/**
 * Updates an item of a user: what is given replaces what was there, '' clears a text. A file given as `file`,
 * or `text`, replaces the data. Throws ARCGIS_EXISTS as addItem does.
 */
export async function updateItem(
  target: WritablePortal,
  owner: string,
  id: TargetId,
  params: Params,
  files?: Record<string, FilePart>,
  signal?: AbortSignal,
): Promise<TargetId> {
  const { beside, alone } = apart(params, files);
  const clears = Object.values(beside).some(
    (value) => value === '' || (Array.isArray(value) && value.length === 0),
  );
  const updating = updateRestItem({
    // Without clearEmptyFields the portal ignores empty values.
    item: { ...beside, ...(clears ? { clearEmptyFields: true } : {}), id },
    ...ownerOptions(target, owner, {
      ...(files ? { files } : {}),
      ...(signal ? { signal } : {}),
      repeatable: true,
    }),
  });
  const done = await written(updating, 'updated', { target, params, fileName: files?.file?.name, signal });
  return alone ? updateItem(target, owner, id, alone, undefined, signal) : done;
}

/** What was asked of the portal, for the wording of errors. */
interface Writing {
  target: WritablePortal;
  params: Params;
  fileName: string | undefined;
  signal: AbortSignal | undefined;
}

async function written(
  call: Promise<WriteAnswer>,
  verb: 'added' | 'updated',
  writing: Writing,
): Promise<TargetId> {
  const { target, params } = writing;
  let answer: WriteAnswer;
  try {
    answer = await call;
  } catch (error) {
    throw await explained(error, writing);
  }
  if (answer.success !== true || typeof answer.id !== 'string') {
    throw new ArcGISError(
      'ARCGIS_UNEXPECTED',
      `${nameOf(params)} could not be ${verb} in ${target.url}: the portal gave no reason. Run it again.`,
      { portal: target.url },
    );
  }
  return answer.id as TargetId;
}

/** The error with the item that it is about, and of a taken file name the item that has it. */
async function explained(error: unknown, { target, params, fileName, signal }: Writing): Promise<unknown> {
  if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_EXISTS') {
    return error;
  }
  const otherId = /itemId=([0-9a-f]{32})/i.exec(error.details.portalMessage ?? error.message)?.[1];
  const other =
    otherId === undefined ? 'another item of this owner' : await describe(target, otherId, signal);
  const name = fileName ?? String(params.fileName ?? params.name ?? '');
  return new ArcGISError(
    'ARCGIS_EXISTS',
    `${nameOf(params)} could not be written to ${target.url}: the file name${name === '' ? '' : ` "${name}"`} is taken by ${other}. ` +
      `Rename or delete that item, or copy to another owner. The portal said: ${error.details.portalMessage ?? error.message}`,
    { ...error.details, item: nameOf(params) },
  );
}

async function describe(
  target: WritablePortal,
  id: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    const item = await readItem(target, id, signal);
    return `the ${item.type} "${item.title}" (${id}) of ${item.owner}`;
  } catch {
    return `the item ${id}, which cannot be seen (look in the recycle bin)`;
  }
}

function nameOf(params: Params): string {
  return `${String(params.type ?? 'Item')} "${String(params.title ?? '')}"`;
}
