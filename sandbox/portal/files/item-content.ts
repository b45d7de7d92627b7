import { PortalError } from '../../http/answers.js';
import type { Call, UploadedFile } from '../../http/call.js';
import type { ItemRecord, StoredFile } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';
import { fetchFile } from './fetch-file.js';
import { checkStorage } from './storage-limit.js';

/** Largest thumbnail in bytes. */
const LARGEST_THUMBNAIL = 10 * 1024 * 1024;

const TYPES: Record<string, string> = {
  csv: 'text/csv',
  geojson: 'application/geo+json',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xml: 'text/xml',
  zip: 'application/zip',
};

/** Content type by the ending of a file name; what the client said when the ending says nothing. */
export function contentTypeOf(name: string, fallback: string): string {
  return TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? fallback;
}

/** File names are unique among all items of an owner, those in the recycle bin too. */
export function checkFileName(portal: PortalContext, owner: string, name: string, own: string): void {
  const item = named(portal, owner, name, own);
  if (item) throw fileNameTaken(portal, item);
}

/** The refusal of a file whose name this item has. Older portals say it without its id. */
export function fileNameTaken(portal: PortalContext, { id, name }: ItemRecord): PortalError {
  if (!portal.profile.atLeast('10.8')) return new PortalError(409, `Item '${name}' already exists.`);
  return new PortalError(409, `Item with this filename already exists. [itemId=${id}]`, {
    messageCode: 'CONT_0027',
  });
}

/** The name, or with a number before its ending if the owner has a file of that name. */
export function freeFileName(portal: PortalContext, owner: string, name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let free = name;
  for (let count = 1; named(portal, owner, free, ''); count += 1) free = `${stem}_${count}${ending}`;
  return free;
}

function named(portal: PortalContext, owner: string, name: string, own: string): ItemRecord | undefined {
  for (const item of portal.store.items()) {
    if (item.owner === owner && item.id !== own && item.name === name && item.service === null) return item;
  }
  return undefined;
}

/**
 * Puts the `text`, `file` or `dataUrl`, `thumbnail` or `thumbnailUrl`, and `metadata` of a call into the item, which the caller saves afterwards.
 * @returns files that are no longer used once it is saved
 */
export async function applyItemContent(
  portal: PortalContext,
  item: ItemRecord,
  call: Call,
): Promise<StoredFile[]> {
  const replaced: StoredFile[] = [];
  const fetched = async (name: string) => {
    const address = call.params.text(name, '');
    if (address === '') return undefined;
    const file = await fetchFile(portal, address);
    call.files.set(name, file);
    return file;
  };
  const file = call.files.get('file') ?? (await fetched('dataUrl'));
  const text = call.params.text('text', '');
  if (file) {
    const name = call.params.text('filename', '') || file.name;
    checkFileName(portal, item.owner, name, item.id);
    checkStorage(portal, file.bytes);
    if (item.data) replaced.push(item.data);
    item.data = await portal.store.files.keep(file, contentTypeOf(name, file.contentType), name);
    item.dataIsText = false;
    item.name = name;
    item.size = item.data.bytes;
  } else if (text !== '') {
    if (item.data) replaced.push(item.data);
    item.data = await portal.store.files.keepBytes(text, `${item.id}.json`, 'text/plain;charset=utf-8');
    item.dataIsText = true;
    item.size = item.service === null ? item.data.bytes : item.size;
  }
  const thumbnail = call.files.get('thumbnail') ?? (await fetched('thumbnailUrl'));
  if (thumbnail) replaced.push(...(await setThumbnail(portal, item, thumbnail)));
  const metadata = call.files.get('metadata');
  if (metadata) replaced.push(...(await setMetadata(portal, item, metadata)));
  return replaced;
}

export async function setThumbnail(
  portal: PortalContext,
  item: ItemRecord,
  upload: UploadedFile,
): Promise<StoredFile[]> {
  if (upload.bytes > LARGEST_THUMBNAIL) throw new PortalError(400, 'The thumbnail is too large.');
  if (!/^image\//.test(contentTypeOf(upload.name, upload.contentType))) {
    throw new PortalError(400, 'The thumbnail is no picture.');
  }
  const name = upload.name.replace(/[^\w.-]/g, '_') || 'thumbnail.png';
  const stored = await portal.store.files.keep(upload, contentTypeOf(name, upload.contentType), name);
  const old = item.thumbnail === null ? undefined : item.info[item.thumbnail];
  if (item.thumbnail !== null) delete item.info[item.thumbnail];
  item.thumbnail = `thumbnail/${name}`;
  item.info[item.thumbnail] = stored;
  return old ? [old] : [];
}

async function setMetadata(
  portal: PortalContext,
  item: ItemRecord,
  upload: UploadedFile,
): Promise<StoredFile[]> {
  const old = item.info['metadata/metadata.xml'];
  item.info['metadata/metadata.xml'] = await portal.store.files.keep(upload, 'text/xml', 'metadata.xml');
  if (!item.typeKeywords.includes('Metadata')) item.typeKeywords = [...item.typeKeywords, 'Metadata'];
  return old ? [old] : [];
}
