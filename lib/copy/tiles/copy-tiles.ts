import { serviceNameOf } from '../../features/service-url.js';
import { readStamp } from '../../items/copy-stamp.js';
import { digestOf } from '../../items/digest-of.js';
import type { Item } from '../../items/item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import { checkMayPublish } from '../check-set-up.js';
import type { CopyJob } from '../copy-job.js';
import { readTextResources } from '../documents/read-text-resources.js';
import { type Decision, decide, outcomeOf } from '../identity/decide.js';
import { isHeldInBin } from '../identity/name-in-bin.js';
import { checkServiceData, type HostedCopy, writeServiceItem } from '../layers/hosted-copy.js';
import { readLayerData, serviceParams, wantedLayerData } from '../layers/layer-data.js';
import { followNeeds, mentionsOf, planNeeds } from '../needs.js';
import { completeCopy } from '../proof/complete-copy.js';
import {
  copyIn,
  type Ended,
  keepCopy,
  leaveCopy,
  planCopy,
  reservePlanned,
  retireOld,
} from '../proof/end-copy.js';
import { verdictOn } from '../proof/verdict.js';
import { findSource } from './find-source.js';
import { publishTiles, republishTiles } from './publish-tiles.js';
import { readTileJsonIfThere, tileRoot } from './tile-service.js';
import type { PresentTiles, Publishing } from './tile-source.js';
import { TILE_TYPES, type TileType } from './tile-types.js';
import { withoutPackage } from './without-package.js';

/**
 * Copies hosted tiles, vector tiles and scenes: the package that they were published from is copied as the file that it is, and published in the target.
 * Those that were cut from a hosted layer are cut there anew from its copy; of others the package is exported, if the service lets it be. Where there is
 * nothing to publish there is no copy, which is said with what the user can do.
 */
export async function copyTiles(job: CopyJob): Promise<Ended> {
  const type = TILE_TYPES[job.item.type] as TileType;
  const decision = await decide(job);
  if (decision.kept) return keepCopy(job, decision.kept);
  const made = await findSource(job, type);
  if (!made) return withoutPackage(job, type, decision);

  checkMayPublish(job.target, job.pair.user, type.privilege, `${type.what}s`);
  const original = await readLayerData(job.source, job.item.id, job.signal);
  const resources = await readTextResources(job.source, job.item.id, job.signal);
  if (made.defers) job.copying.defer();
  const needs = await planNeeds(job, {
    needed: [original, made.needed, ...resources.map(({ document }) => document)],
    mentioned: [mentionsOf(job.item)],
  });
  const { into, complete } = decision;
  const present = into && (await placeIn(job, into, complete));
  if (job.dryRun && !present) {
    reservePlanned(job, into);
    return planCopy(job, decision);
  }
  const layers = await made.state(present);
  if (!layers) return leaveBehind(job, decision);
  let copy: HostedCopy = present ?? (await publishNew(job, type, await made.publishing(null), into));
  job.reserve(copy.id, copy.url, copy.mapping);
  await followNeeds(job, needs);

  const params = serviceParams(job);
  const data = wantedLayerData(job, original, copy.mapping);
  const { modified, thumbnail } = job.item;
  const digest = digestOf({ params, data, layers, thumbnail, modified, resources });
  const state = (item: Item): Promise<string> => stateOf(job, item);
  let ended: Decision = decision;
  if (into && present) {
    if (complete) {
      const verdict = await verdictOn(job, into, {
        digest,
        touched: into.modified,
        state: () => state(into),
      });
      const isLeft = verdict.kind !== 'write' && !job.needsPlanned;
      if (isLeft) return leaveCopy(job, verdict, into, [{ where: 'data', document: data }]);
    }
    if (job.dryRun) return planCopy(job, decision);
    const isSame = complete && digestOf(readStamp(into)?.layers ?? null) === digestOf(layers);
    if (!isSame) {
      const publishing = await made.publishing(present);
      const renewed = await republishTiles(job, type, publishing, copy);
      if (!renewed) {
        copy = await publishTiles(job, type, publishing);
        job.reserve(copy.id, copy.url, copy.mapping);
        ended = { ...decision, into: null, old: into };
      }
    }
  }

  await writeServiceItem(job, copy, params, data);
  const urls = { source: tileRoot(String(job.item.url)), target: tileRoot(copy.url) };
  const parts = [...(await checkServiceData(job, copy.id, data)), ...(await made.verify(urls))];
  const { id, owner } = copy;
  const written = {
    id,
    owner,
    thumbnail: ended.into?.thumbnail ?? null,
    params,
    digest,
    state,
    parts,
    layers,
  };
  const target = await completeCopy(job, written);
  await retireOld(job, ended.old, target);
  return { outcome: outcomeOf(decision), target };
}

async function publishNew(
  job: CopyJob,
  type: TileType,
  publishing: Publishing,
  remains: Item | null,
): Promise<HostedCopy> {
  try {
    // An attempt that never came to a service is in the way of the next one.
    if (remains) await discard(job, remains);
    else {
      const name = serviceNameOf(String(job.item.url));
      await isHeldInBin(job, { kind: 'service', name, server: type.server });
    }
    return await publishTiles(job, type, publishing);
  } catch (error) {
    await publishing.discard?.();
    throw error;
  }
}

/** What the tiles are made of has no copy. One of the tiles from before stays as it is. */
function leaveBehind(job: CopyJob, { into, complete }: Decision): Promise<Ended> | Ended {
  return into && complete ? keepCopy(job, into) : { outcome: 'skipped', target: null };
}

/** The copy that is there; null for one whose making was interrupted before there was a service. */
async function placeIn(job: CopyJob, item: Item, complete: boolean): Promise<PresentTiles | null> {
  if (!item.url) return null;
  const isMade = complete || readStamp(item) || (await readTileJsonIfThere(job.target, item.url, job.signal));
  if (!isMade) return null;
  const layers = readStamp(item)?.layers ?? null;
  return { ...copyIn(item), url: item.url, mapping: { url: item.url, layers: {} }, layers };
}

async function discard(job: CopyJob, { id, owner }: Item): Promise<void> {
  const path = `/content/users/${encodeURIComponent(owner)}/items/${id}/delete`;
  try {
    await job.target.write(path, { permanentDelete: true }, { signal: job.signal, repeatable: true });
  } catch (error) {
    if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_NOT_FOUND') throw error;
  }
}

async function stateOf(job: CopyJob, copy: Item): Promise<string> {
  const { title, snippet, description, tags } = copy;
  const data = await readLayerData(job.target, copy.id, job.signal);
  return digestOf({ title, snippet, description, tags, data });
}
