import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord, Job, StoredFile } from '../../store/records.js';
import { writableItem } from '../access.js';
import { applyItemParams } from '../items/item-params.js';
import { ownedRead, ownedWrite } from '../items/owned-routes.js';
import type { PortalContext } from '../portal-context.js';
import { newJob, runJob, waitForJob } from '../publish/jobs.js';
import { contentTypeOf } from './item-content.js';
import { checkStorage } from './storage-limit.js';

/** Part numbers go from 1 to this. */
const LAST_PART = 10_000;

/** Uploads in parts: addPart, commit, cancel. */
export function uploadPartRoutes(portal: PortalContext): Route[] {
  return [
    ...ownedWrite('/items/:id/addPart', (call) => addPart(portal, call)),
    ...ownedRead('/items/:id/parts', (call) => ({
      parts: Object.keys(uploading(portal, call).parts ?? {})
        .map(Number)
        .sort((a, b) => a - b),
    })),
    ...ownedWrite('/items/:id/commit', (call) => commit(portal, call)),
    ...ownedWrite('/items/:id/cancel', (call) => cancel(portal, call)),
  ];
}

function uploading(portal: PortalContext, call: Call): ItemRecord {
  const item = writableItem(portal, call, 'edit');
  if (!item.parts)
    throw new PortalError(400, 'The item has no upload in parts.', { messageCode: 'CONT_0011' });
  return item;
}

async function addPart(portal: PortalContext, call: Call): Promise<unknown> {
  const item = uploading(portal, call);
  const number = call.params.number('partNum', 0);
  const upload = call.files.get('file');
  if (!Number.isInteger(number) || number < 1 || number > LAST_PART) {
    throw new PortalError(400, `'partNum' must be between 1 and ${LAST_PART}.`);
  }
  if (!upload) throw new PortalError(400, "'file' must be specified.");
  checkStorage(portal, upload.bytes);
  const old = item.parts?.[number];
  const part = await portal.store.files.keep(upload);
  portal.store.saveItem({ ...item, parts: { ...item.parts, [number]: part } });
  portal.store.files.remove([old]);
  return { success: true, id: item.id };
}

/** The properties come with the commit; the parts are put together after the answer. */
async function commit(portal: PortalContext, call: Call): Promise<unknown> {
  const known = uploading(portal, call);
  const item = structuredClone(known);
  const named = ['type', 'title'].every((name) => call.params.text(name, '') !== '');
  if (item.type === '' && !named) throw new PortalError(400, "'type' and 'title' property required.");
  applyItemParams(portal, item, call.params);
  const parts = Object.entries(item.parts ?? {})
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, part]) => part);
  if (parts.length === 0) throw new PortalError(400, 'No parts were uploaded.');
  const job = newJob(portal, 'commit');
  portal.store.saveItem({ ...item, job });
  if (call.params.boolean('async', false)) {
    runJob(portal, item.id, () => join(portal, item, job, parts));
    return { success: true, id: item.id };
  }
  try {
    await join(portal, item, job, parts);
  } finally {
    const joined = portal.store.item(item.id);
    if (joined) portal.store.saveItem({ ...joined, job: null });
  }
  return { success: true, id: item.id };
}

/** Puts the parts together in their order. */
async function join(
  portal: PortalContext,
  { id, name: given }: ItemRecord,
  job: Job,
  parts: StoredFile[],
): Promise<void> {
  const name = given ?? id;
  if (parts.slice(0, -1).some((part) => part.bytes < portal.switches.minPartBytes)) {
    throw new PortalError(400, 'Your proposed upload is smaller than the minimum allowed size.');
  }
  const type = contentTypeOf(name, 'application/octet-stream');
  const data = await portal.store.files.make(name, type, async (path) => {
    for (const part of parts) {
      await pipeline(
        createReadStream(portal.store.files.path(part)),
        createWriteStream(path, { flags: 'a' }),
      );
    }
  });
  await waitForJob(job);
  const now = portal.store.item(id);
  if (!now?.parts) return portal.store.files.remove([data]);
  const { bytes: size } = data;
  const modified = Math.max(Date.now(), now.modified + 1);
  portal.store.saveItem({ ...now, data, dataIsText: false, size, parts: null, modified });
  portal.store.files.remove([now.data, ...parts]);
}

/** The placeholder of a new item goes; an item that had data before keeps it. */
function cancel(portal: PortalContext, call: Call): unknown {
  const item = uploading(portal, call);
  const parts = Object.values(item.parts ?? {});
  if (item.data) {
    portal.store.saveItem({ ...item, parts: null, job: null });
    portal.store.files.remove(parts);
  } else {
    portal.store.removeItem(item);
  }
  return { success: true, id: item.id, itemId: item.id };
}
