import { createViewCopy } from '../../features/create-view-copy.js';
import { type LayerService, readLayerService } from '../../features/layer-service.js';
import { mapView } from '../../features/map-view.js';
import { serviceState } from '../../features/service-state.js';
import { serviceNameOf } from '../../features/service-url.js';
import { updateServiceDefinition } from '../../features/update-definition.js';
import type { ViewParent } from '../../features/view-parent.js';
import { digestOf } from '../../items/digest-of.js';
import type { Item, TargetId } from '../../items/item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import { checkMayPublish } from '../check-set-up.js';
import type { CopyJob } from '../copy-job.js';
import { decide, outcomeOf } from '../identity/decide.js';
import { existingCopy } from '../identity/existing-copy.js';
import { isHeldInBin } from '../identity/name-in-bin.js';
import { followNeeds, mentionsOf, planNeeds, resolveNeeds } from '../needs.js';
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
import { carryMetadata } from './carry-metadata.js';
import { type EditedData, editedData } from './edited-data.js';
import {
  checkServiceData,
  type HostedCopy,
  noteService,
  serviceRequest,
  verifyServiceCopy,
  writeServiceItem,
} from './hosted-copy.js';
import { readLayerData, serviceParams, wantedLayerData } from './layer-data.js';
import { copyViewAlone, standsAlone } from './view-alone.js';
import { definitionPart, definitionReferences, wantedService } from './wanted-service.js';

/**
 * Copies a view: the same filter, fields and display, on the copy of the layer that it shows. It waits for that layer's definition only;
 * what it shows is compared when the layer has its rows.
 */
export async function copyView(job: CopyJob): Promise<Ended> {
  const view = await readLayerService(job.source, String(job.item.url), job.signal);
  const original = await readLayerData(job.source, job.item.id, job.signal);
  const decision = await decide(job);
  if (decision.kept) return keepCopy(job, decision.kept);
  checkMayPublish(job.target, job.pair.user);
  if (await standsAlone(job, view, decision)) return copyViewAlone(job);

  job.say('waiting for its layer');
  const texts = definitionReferences(view);
  const shown = (view.sources ?? []).map(({ url }) => url);
  const needs = await planNeeds(job, {
    needed: [original, texts.needed, shown],
    mentioned: [mentionsOf(job.item), texts.mentioned],
  });
  const parents = await parentsOf(job, view);
  const { into } = decision;
  const present = into && decision.complete ? await openCopy(job, view, parents, into) : null;
  if (job.dryRun && !present) {
    reservePlanned(job, into);
    return planCopy(job, decision);
  }
  if (!into) await isHeldInBin(job, { kind: 'service', name: serviceNameOf(view.url) });
  const copy = present ?? (await buildCopy(job, view, parents, into));
  job.reserve(copy.id, copy.url, copy.mapping);
  await followNeeds(job, needs);

  const wanted = wantedService(job, view);
  const params = serviceParams(job);
  const data = wantedLayerData(job, original, copy.mapping);
  const { modified, thumbnail } = job.item;
  const digest = digestOf({
    params,
    data,
    thumbnail,
    modified,
    ...schemaOf(wanted.service),
    parents: parents.map(urlOf),
  });
  const edited = into && present ? await editedData(job, into, digest) : null;
  const state = (item: Item): Promise<string> => stateOf(job, item, edited);
  if (into && present) {
    const now = { digest, touched: into.modified, state };
    const verdict = await verdictOn(job, into, now);
    if (verdict.kind !== 'write' && !job.needsPlanned) {
      return leaveCopy(job, verdict, into, [
        { where: 'data', document: edited ? edited.data : data },
        definitionPart(wanted.service),
      ]);
    }
    if (job.dryRun) return planCopy(job, decision);
  }

  await writeServiceItem(job, copy, params, edited ? null : data);
  if (into || wanted.changed) {
    const request = { source: wanted.service, url: copy.url, parents };
    const { warnings } = await updateServiceDefinition(job.target, request, job);
    job.warnings.push(...warnings);
  }
  await carryMetadata(job, wanted.service, copy);
  const behind = await parentsLoaded(job, view);
  if (behind.length > 0) warnOfRows(job, behind);
  const rows = job.renewed ? 'counts' : job.settings.verify;
  await verifyServiceCopy(job, wanted.service, copy, behind.length > 0 ? 'none' : rows);
  const stored = await checkServiceData(job, copy.id, edited ? edited.data : data);
  const parts = [...stored, definitionPart(wanted.service)];
  const { id, owner } = copy;
  const written = {
    id,
    owner,
    thumbnail: into?.thumbnail ?? null,
    params,
    digest,
    state,
    parts,
    data: edited?.written ?? digestOf(data),
  };
  const target = await completeCopy(job, written);
  await retireOld(job, decision.old, target);
  return { outcome: outcomeOf(decision), target };
}

/** The layers that the view shows, and their copies. */
async function parentsOf(job: CopyJob, view: LayerService): Promise<ViewParent[]> {
  const sources = view.sources ?? [];
  await resolveNeeds(job, { needed: sources.map(({ url }) => url), mentioned: [] });
  const parents: ViewParent[] = [];
  for (const { itemId, url } of sources) {
    if (!job.map.services[url]) await useWhatIsThere(job, itemId);
    const mapping = job.map.services[url];
    const id = job.map.items[itemId];
    if (!mapping || !id) throw withoutParent(job, itemId);
    const source = await readLayerService(job.source, url, job.signal);
    parents.push({ source, target: { itemId: id as TargetId, url: mapping.url, mapping } });
  }
  return parents;
}

/** A view cannot keep pointing at the source: where references are to do that, it shows the layer that the target has. */
async function useWhatIsThere(job: CopyJob, itemId: string): Promise<void> {
  const origin = await job.pair.origins.ofItem(itemId, job.run.signal);
  if (origin.kind !== 'item' || job.pair.copyings.has(itemId)) return;
  const there = await existingCopy(job, origin.item);
  if (there) job.know(origin.item, there);
}

function withoutParent(job: CopyJob, itemId: string): ArcGISError {
  const failed = job.warnings.find(({ code }) => code === 'DEPENDENCY_FAILED');
  const why = failed?.message ?? `Its source layer (${itemId}) has no copy in ${job.target.url}.`;
  return new ArcGISError(
    'ARCGIS_NOT_FOUND',
    `The view "${job.item.title}" (${job.item.id}) cannot be made without the layer that it shows. ${why} Copy that layer as well, or choose in clone-item that such a view becomes a layer of its own.`,
    { portal: job.target.url, item: job.label },
  );
}

async function buildCopy(
  job: CopyJob,
  view: LayerService,
  [parent, ...otherParents]: ViewParent[],
  unfinished: Item | null,
): Promise<HostedCopy> {
  if (!parent) {
    const said = view.sourcesRefusal ? `: "${view.sourcesRefusal}"` : '';
    throw withoutParent(job, `not told by the view${said}`);
  }
  job.say('building the view');
  const request = await serviceRequest(job, view, unfinished);
  const made = await createViewCopy(job.target, { ...request, parent, otherParents }, job);
  return noteService(job, request.owner, made);
}

async function openCopy(
  job: CopyJob,
  view: LayerService,
  parents: readonly ViewParent[],
  item: Item,
): Promise<HostedCopy> {
  const built = await readLayerService(job.target, String(item.url), job.signal);
  return { ...copyIn(item), url: built.url, mapping: mapView(view, built, parents) };
}

/**
 * What a view shows can only be compared when its layers have their rows. Resolves with the layers that this run did not bring up to date: one that is
 * used as it is may hold older rows, or rows with GlobalIDs of their own, as the copies of other tools do.
 */
async function parentsLoaded(job: CopyJob, view: LayerService): Promise<string[]> {
  await job.waiting(Promise.all([...job.needs].map((need) => job.copying.endOf(need).catch(() => null))));
  const behind: string[] = [];
  for (const { itemId } of view.sources ?? []) {
    const copying = job.pair.copyings.get(itemId);
    const ended = copying && (await job.waiting(job.copying.endOf(copying).catch(() => null)));
    if (!copying || ended?.reused || ended?.outcome === 'skipped') behind.push(itemId);
  }
  return behind;
}

function warnOfRows(job: CopyJob, parents: readonly string[]): void {
  job.warn(
    'ROWS_NOT_COMPARED',
    `The view shows a layer of ${job.target.url} that this run uses as it is (the copy of ${parents.join(', ')}), so its rows were not compared with the source. Copy that layer as well to bring its rows up to date.`,
  );
}

function urlOf({ target }: ViewParent): string {
  return target.url;
}

function schemaOf(view: LayerService): { schema: string; filters: unknown[] } {
  const filters = view.layers.map(({ viewDefinitionQuery }) => viewDefinitionQuery ?? null);
  return { schema: serviceState(view).digest, filters };
}

/** Edits of its data that are kept do not count: `edited`. */
async function stateOf(job: CopyJob, copy: Item, edited: EditedData | null): Promise<string> {
  const { title, snippet, description, tags } = copy;
  const view = await readLayerService(job.target, String(copy.url), job.signal);
  const data = await readLayerData(job.target, copy.id, job.signal);
  const own = edited?.written ?? digestOf(data);
  return digestOf({ title, snippet, description, tags, data: own, ...schemaOf(view) });
}
