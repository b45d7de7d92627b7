import { publishItem } from '../../features/publish-item.js';
import { serviceNameOf } from '../../features/service-url.js';
import { readItem } from '../../items/read-item.js';
import { updateItem } from '../../items/write-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import { readSharing, type Sharing } from '../../sharing/read-sharing.js';
import type { CopyJob } from '../copy-job.js';
import type { HostedCopy } from '../layers/hosted-copy.js';
import { serviceParams } from '../layers/layer-data.js';
import { placeOf } from '../place.js';
import { marked } from '../proof/wanted-properties.js';
import type { Publishing } from './tile-source.js';
import type { TileType } from './tile-types.js';

/** Publishes a new service, marked as an unfinished copy from the beginning. */
export async function publishTiles(job: CopyJob, type: TileType, file: Publishing): Promise<HostedCopy> {
  job.say('publishing');
  const { owner, target, signal } = job;
  await demandOwner(job, file, owner);
  const params = marked(job, serviceParams(job), 'unfinished');
  const { itemId, url } = await publishItem(
    target,
    {
      ...publication(job, type, file),
      owner,
      folderId: await placeOf(job),
      name: serviceNameOf(String(job.item.url)),
      made: async (id) => {
        job.pair.copies.add(job.item.id, id);
        await updateItem(target, owner, id, params, undefined, signal);
      },
    },
    { signal },
  );
  return { id: itemId, owner, url, mapping: { url, layers: {} } };
}

/**
 * Publishes over the copy that is there, which keeps id and address. Publishing over a service makes it private, so its sharing is put back.
 * False if the portal does not do that.
 */
export async function republishTiles(
  job: CopyJob,
  type: TileType,
  file: Publishing,
  copy: HostedCopy,
): Promise<boolean> {
  job.say('publishing');
  const { target, signal } = job;
  const { id, owner, url } = copy;
  await demandOwner(job, file, owner);
  const sharing = await readSharing(target, id, owner, { signal });
  const params = marked(job, serviceParams(job), 'unfinished');
  await updateItem(target, owner, id, params, undefined, signal);
  try {
    await publishItem(
      target,
      {
        ...publication(job, type, file),
        owner,
        folderId: sharing.item.ownerFolder ?? null,
        name: serviceNameOf(url),
        overwrite: true,
        made: async (made) => {
          if (made !== id) throw overwroteAnother(job, made);
        },
      },
      { signal },
    );
    return true;
  } catch (error) {
    if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_JOB_FAILED') throw error;
    job.warn(
      'TILES_REPLACED',
      `${target.url} did not publish what has changed over the copy (${id}), so a new copy takes its place. ${error.message}`,
    );
    return false;
  } finally {
    await putBack(job, copy, sharing);
  }
}

/** Only the owner of a file or layer can have it published, and owns the service. */
async function demandOwner(job: CopyJob, { fileId }: Publishing, owner: string): Promise<void> {
  const file = await readItem(job.target, fileId, job.signal);
  if (file.owner === owner) return;
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `What it is published from, the ${file.type} "${file.title}" (${file.id}), belongs to ${file.owner} in ${job.target.url}, so it cannot be published as a service of ${owner}. Choose ${file.owner} as the owner of the copies, or give it to ${owner} there.`,
    { portal: job.target.url, item: job.label },
  );
}

function publication(job: CopyJob, { what }: TileType, { fileType, fileId, parameters, more }: Publishing) {
  return {
    fileType,
    fileId,
    itemType: job.item.type,
    what,
    instead: 'Publish it there yourself, and pair the two services in the table of pairs.',
    parameters,
    more,
  };
}

/** The run may be cancelled by now: what was shared must not stay private because of that. */
async function putBack(
  job: CopyJob,
  { id, owner }: HostedCopy,
  { access, groupIds }: Sharing,
): Promise<void> {
  const isPublic = access === 'public';
  if (!isPublic && access !== 'org' && groupIds.length === 0) return;
  await job.target.write(
    `/content/users/${encodeURIComponent(owner)}/items/${id}/share`,
    {
      everyone: isPublic,
      // "org" would take "everyone" back; "account" is its older name and does not.
      ...(isPublic ? { account: true } : { org: access === 'org' }),
      ...(groupIds.length > 0 && { groups: groupIds, confirmItemControl: true }),
    },
    { repeatable: true },
  );
}

function overwroteAnother(job: CopyJob, made: string): ArcGISError {
  return new ArcGISError(
    'ARCGIS_UNEXPECTED',
    `${job.target.url} was asked to publish over the copy of the ${job.label}, and made another item (${made}). Delete that one and run again.`,
    { portal: job.target.url, item: job.label },
  );
}
