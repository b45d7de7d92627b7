import { readLayerService } from '../../features/layer-service.js';
import type { Item, TargetId } from '../../items/item.js';
import { stripIdentity } from '../../items/item-keywords.js';
import { updateItem } from '../../items/write-item.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { CopyJob } from '../copy-job.js';
import { replacedKeyword } from '../deletion/replaced-keyword.js';
import { type Decision, outcomeOf } from '../identity/decide.js';
import { existingCopy } from '../identity/existing-copy.js';
import type { Outcome, PlannedOutcome } from '../run/message.js';
import { repointReplacedAtEnd } from '../sweep/repoint-replaced.js';
import type { Part } from './copy-envelope.js';
import { scanResidue } from './scan-residue.js';
import type { Verdict } from './verdict.js';

/** How a copy ended: what was done, and the copy as it is now. */
export interface Ended {
  outcome: Outcome;
  /** Of a planned one: what it would be. */
  planned?: PlannedOutcome;
  target: Item | null;
  /** The copy is used as it is, whatever has become of the source. */
  reused?: boolean;
}

/** Where a copy that the target has is written. */
export function copyIn({ id, owner }: Item): { id: TargetId; owner: string } {
  return { id: id as TargetId, owner };
}

/** Leaves a copy that the target has as it is; others may refer to it. */
export async function keepCopy(job: CopyJob, kept: Item): Promise<Ended> {
  const mapping = (await existingCopy(job, job.item))?.mapping ?? null;
  job.reserve(kept.id, kept.url, mapping);
  return { outcome: 'skipped', target: kept };
}

/**
 * Leaves a complete copy as it is because it need not, or must not, be written. What still leads to the source is listed all the same;
 * `parts` are what it holds if nobody edited it.
 */
export function leaveCopy(job: CopyJob, { kind, edited }: Verdict, into: Item, parts: Part[]): Ended {
  scanResidue(job, [{ where: 'item', document: into }, ...(edited ? [] : parts)]);
  return { outcome: kind === 'keep' ? 'skipped' : 'unchanged', target: into };
}

/** In a dry run: makes known what a copy would be that is not there, so that what refers to it can be planned as well. */
export function reservePlanned(job: CopyJob, into: Item | null): void {
  const id = into?.id ?? `planned:${job.item.id}`;
  const isService = job.item.url !== null && parseServiceUrl(job.item.url) !== null;
  const mapping = isService ? { url: into?.url ?? `planned:${job.item.url}`, layers: {} } : null;
  job.reserve(id, into?.url ?? null, mapping);
}

/** In a dry run: how a copy would end that has to be written. */
export function planCopy(job: CopyJob, decision: Decision): Ended {
  const { into, old } = decision;
  if (old) job.warn('REPLACES', `The copy would be made in place of ${old.id}.`);
  return { outcome: outcomeOf(decision), target: into };
}

/**
 * The proven new copy stands for the old one from now on. The old one loses the keyword by which it was known as the copy and gets one that
 * names the new one. When everything has been copied, what refers to it is re-pointed; it is deleted only by a node that is there for that.
 */
export async function retireOld(job: CopyJob, old: Item | null, target: Item): Promise<void> {
  if (!old || job.checks.some(({ ok }) => !ok)) return;
  const service = old.url && parseServiceUrl(old.url)?.type === 'FeatureServer' ? old.url : null;
  job.run.oldCopies.set(old.id, {
    item: old,
    sourceId: job.item.id,
    by: target.id,
    service: service ? await readLayerService(job.target, service, job.signal) : null,
    state: 'kept',
  });
  const typeKeywords = [...stripIdentity(old.typeKeywords), replacedKeyword(target.id)];
  await updateItem(job.target, old.owner, old.id as TargetId, { typeKeywords }, undefined, job.signal);
  job.map.items[old.id] = target.id;
  const mapping = job.item.url ? job.map.services[job.item.url] : undefined;
  if (old.url && mapping) job.map.services[old.url] = mapping;
  job.replaced.push({ item: { id: old.id, url: old.url }, by: target.id });
  repointReplacedAtEnd(job.run, job.pair.target);
}
