import { serviceNameOf } from '../../features/service-url.js';
import type { Item, TargetId } from '../../items/item.js';
import { updateItem } from '../../items/write-item.js';
import { temporaryTitle } from '../../portal/temporary-mark.js';
import { digestStream } from '../../transfer/digest-stream.js';
import { uploadInParts } from '../../transfer/upload-in-parts.js';
import type { CopyJob } from '../copy-job.js';
import type { LayerGeodatabase } from '../copy-settings.js';
import { placeOf } from '../place.js';
import { copyIn } from '../proof/end-copy.js';
import { markFor } from './published-marks.js';
import { fileNameOf, uploadGeodatabase } from './upload-geodatabase.js';

const RELATION = 'Service2Data';
const HOUR = 3_600_000;

interface Related {
  relatedItems?: Pick<Item, 'id' | 'type' | 'owner' | 'name'>[];
}

/**
 * Keeps the file beside the service that it was published as, related to it as the portal relates the two, so that the service can be overwritten later.
 * The file that an earlier run kept gets the new data. `uploaded` is the item that was just published, if one was.
 */
export async function keepGeodatabase(
  job: CopyJob,
  file: LayerGeodatabase,
  service: Item,
  uploaded: TargetId | null,
): Promise<void> {
  const { target, signal } = job;
  const { owner } = copyIn(service);
  const kept = await keptFile(job, service);
  let id: TargetId;
  if (uploaded === null && kept) {
    id = kept.id as TargetId;
    await replaceData(job, file, service, kept);
  } else {
    id = uploaded ?? (await uploadAnew(job, file, service));
    if (kept?.id !== id) await relate(job, service, id);
  }
  const { title, tags, snippet } = service;
  const shown = { title, tags, snippet: snippet ?? '', type: 'File Geodatabase' };
  await updateItem(target, owner, id, shown, undefined, signal);

  const found = await keptFile(job, service);
  job.checks.push({ check: RELATION, expected: id, actual: found?.id ?? null, ok: found?.id === id });
  const { body } = await target.stream(`/content/items/${id}/data`, {}, { signal });
  const actual = await digestStream(body);
  const expected = { bytes: file.bytes, sha256: file.sha256 };
  const ok = actual.sha256 === expected.sha256 && actual.bytes === expected.bytes;
  job.checks.push({ check: 'bytes of the kept file', expected, actual, ok });
}

async function keptFile(job: CopyJob, service: Item) {
  const { relatedItems = [] } = await job.target.read<Related>(
    `/content/items/${service.id}/relatedItems`,
    { relationshipType: RELATION, direction: 'forward' },
    { signal: job.signal },
  );
  return relatedItems.find(({ type }) => type === 'File Geodatabase') ?? null;
}

async function replaceData(
  job: CopyJob,
  file: LayerGeodatabase,
  service: Item,
  kept: NonNullable<Awaited<ReturnType<typeof keptFile>>>,
): Promise<void> {
  const name = kept.name ?? fileNameOf(serviceNameOf(String(service.url)));
  const params = { type: 'File Geodatabase', title: service.title, tags: service.tags };
  const { path, bytes } = file;
  await uploadInParts(
    job.target,
    {
      owner: kept.owner || service.owner,
      folderId: null,
      params,
      file: { path, name, bytes },
      into: kept.id,
    },
    { signal: job.signal },
  );
}

async function uploadAnew(job: CopyJob, file: LayerGeodatabase, service: Item): Promise<TargetId> {
  const mark = markFor(job.run, job.item.id, job.target.clock.now() + HOUR);
  return uploadGeodatabase(job, file, {
    owner: service.owner,
    folderId: service.ownerFolder ?? (await placeOf(job)),
    title: temporaryTitle(mark),
    name: serviceNameOf(String(service.url)),
  });
}

async function relate(job: CopyJob, service: Item, fileId: TargetId): Promise<void> {
  await job.target.write(
    `/content/users/${encodeURIComponent(service.owner)}/addRelationship`,
    { originItemId: service.id, destinationItemId: fileId, relationshipType: RELATION },
    { signal: job.signal, repeatable: true },
  );
}
