import { copyRows } from '../../features/copy-rows.js';
import { independentView } from '../../features/independent-view.js';
import { type LayerService, readLayerService } from '../../features/layer-service.js';
import { kindOf } from '../../items/item-kinds.js';
import type { CopyJob } from '../copy-job.js';
import { dependencyChoice } from '../dependency-choice.js';
import type { Decision } from '../identity/decide.js';
import { existingCopy } from '../identity/existing-copy.js';
import type { Ended } from '../proof/end-copy.js';
import { buildCopy, copyLayer } from './copy-layer.js';

/**
 * Whether a view has to be copied as a layer of its own: its copy is one already, or a layer that it shows is neither copied nor in the target, and
 * the user has chosen so.
 */
export async function standsAlone(
  job: CopyJob,
  view: LayerService,
  { into, adopted }: Decision,
): Promise<boolean> {
  const isChosen = job.settings.viewAlone === 'layer';
  if (into?.url) {
    // What only has the title of the view, or was named for it, may be somebody's data.
    if (adopted && !isChosen) return false;
    return !(await readLayerService(job.target, into.url, job.signal)).isView;
  }
  if (!isChosen) return false;
  const { sources = [] } = view;
  for (const source of sources) if (!(await willBeThere(job, source))) return true;
  return sources.length === 0;
}

/** Whether a layer that a view shows is copied by this run, or in the target. A copy that fails is there all the same: the view waits for it. */
async function willBeThere(job: CopyJob, { itemId, url }: { itemId: string; url: string }): Promise<boolean> {
  const { pair, run, settings } = job;
  if (pair.given.counterpart(itemId) || pair.given.covers(url)) return true;
  if (pair.copyings.has(itemId) || run.announces(itemId)) return true;
  const origin = await pair.origins.ofItem(itemId, run.signal);
  if (origin.kind !== 'item') return false;
  const choice = dependencyChoice(settings, origin.item);
  if (choice === 'update' || choice === 'reuse') return kindOf(origin.item).kind === 'layer';
  return (await existingCopy(job, origin.item)) !== null;
}

/** Copies a view as a layer of its own: the rows, fields and attachments that it shows. */
export async function copyViewAlone(job: CopyJob): Promise<Ended> {
  job.warn(
    'VIEW_AS_LAYER',
    `The view "${job.item.title}" (${job.item.id}) is a layer of its own in ${job.target.url}: it holds what the view shows, and follows later edits only when it is copied again. To have a view there, copy the layer that it shows, and replace this copy.`,
  );
  return copyLayer(job, { build: buildCopy, load: copyRows, mends: false, read: readAlone });
}

async function readAlone(job: CopyJob): Promise<LayerService> {
  return independentView(await readLayerService(job.source, String(job.item.url), job.signal));
}
