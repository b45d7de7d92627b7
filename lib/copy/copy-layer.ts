import { copyRows } from '../features/copy-rows.js';
import { createServiceCopy } from '../features/create-service-copy.js';
import { type LayerService, readLayerService } from '../features/layer-service.js';
import type { RowsProgress, RowsResult } from '../features/rows-request.js';
import { mapService } from '../features/service-mapping.js';
import { serviceState } from '../features/service-state.js';
import { updateServiceDefinition } from '../features/update-definition.js';
import { updateRows } from '../features/update-rows.js';
import { verifyService } from '../features/verify-service.js';
import { readStamp } from '../items/copy-stamp.js';
import { digestOf } from '../items/digest-of.js';
import type { Item } from '../items/item.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { checkMayPublish } from './check-set-up.js';
import { completeCopy } from './complete-copy.js';
import type { CopyJob } from './copy-job.js';
import { decide, outcomeOf } from './decide.js';
import { copyIn, type Ended, keepCopy, leaveCopy, planCopy, retireOld } from './end-copy.js';
import {
  checkServiceData,
  type HostedCopy,
  noteService,
  serviceRequest,
  verifyServiceCopy,
  writeServiceItem,
} from './hosted-copy.js';
import { readLayerData, serviceParams, wantedLayerData } from './layer-data.js';
import { mentionsOf, resolveNeeds } from './needs.js';
import { verdictOn } from './verdict.js';
import { definitionPart, definitionReferences, wantedService } from './wanted-service.js';

/** How a new service is made, and gets its rows. */
export interface LayerWay {
  /** Makes the service; one whose making was interrupted is completed. From then on others can refer to it. */
  build: (job: CopyJob, source: LayerService, unfinished: Item | null) => Promise<HostedCopy>;
  /** Fills a new service; null if its rows came with it. */
  load: Load;
  /** Whether rows that turn out to differ are brought in line, although nobody edited the source meanwhile. */
  mends: boolean;
}

/** From the definition, and row by row. */
const ROW_BY_ROW: LayerWay = { build: buildCopy, load: copyRows, mends: false };

/**
 * Copies a hosted feature layer: service and definition (from then on others can refer to it), rows and attachments, the data of its item;
 * everything is compared by value before it is finished.
 */
export async function copyLayer(job: CopyJob, way: LayerWay = ROW_BY_ROW): Promise<Ended> {
  const service = await readLayerService(job.source, String(job.item.url), job.signal);
  const original = await readLayerData(job.source, job.item.id, job.signal);
  const decision = await decide(job);
  if (decision.kept) return keepCopy(job, decision.kept);
  if (job.dryRun) return planCopy(job, decision);
  checkMayPublish(job.target, job.pair.user);

  const { into } = decision;
  const present = into && decision.complete ? await openCopy(job, service, into) : null;
  const copy = present ?? (await way.build(job, service, into));
  job.reserve(copy.id, copy.url, copy.mapping);
  const texts = definitionReferences(service);
  await resolveNeeds(job, {
    needed: [original, texts.needed],
    mentioned: [mentionsOf(job.item), texts.mentioned],
  });

  const wanted = wantedService(job, service);
  const state = serviceState(wanted.service);
  const params = serviceParams(job);
  const data = wantedLayerData(job, original, copy.mapping);
  const { modified, thumbnail } = job.item;
  const digest = digestOf({ params, data, state, thumbnail, modified });
  const stateNow = (item: Item): Promise<string> => stateOf(job, item);
  let load: Load = into ? updateRows : way.load;
  if (into && present) {
    const touched = Math.max(into.modified, ...Object.values(present.edits).map(Number));
    const verdict = await verdictOn(job, into, { digest, touched, state: () => stateNow(into) });
    const isLeft =
      verdict.kind === 'keep' || (verdict.kind === 'unchanged' && (await hasSameRows(job, service, copy)));
    if (isLeft) {
      return leaveCopy(job, verdict, into, [
        { where: 'data', document: data },
        definitionPart(wanted.service),
      ]);
    }
    if (!verdict.edited && sameEdits(into, state.edits)) load = async () => null;
  }

  await writeServiceItem(job, copy, params, data);
  if (into || wanted.changed) {
    const request = { source: wanted.service, url: copy.url };
    const { warnings } = await updateServiceDefinition(job.target, request, job);
    job.warnings.push(...warnings);
  }
  await proveRows(job, wanted.service, copy, load, way.mends);
  const parts = [...(await checkServiceData(job, copy.id, data)), definitionPart(wanted.service)];
  const { id, owner } = copy;
  const thumbnailNow = into?.thumbnail ?? null;
  const written = {
    id,
    owner,
    thumbnail: thumbnailNow,
    params,
    digest,
    state: stateNow,
    parts,
    layers: state.edits,
  };
  const target = await completeCopy(job, written);
  await retireOld(job, decision.old, target);
  return { outcome: outcomeOf(decision), target };
}

/** Makes the service, or completes the definition of one whose making was interrupted. */
export async function buildCopy(
  job: CopyJob,
  source: LayerService,
  unfinished: Item | null,
): Promise<HostedCopy> {
  job.say('building the service');
  const request = await serviceRequest(job, source, unfinished);
  return noteService(job, request.owner, await createServiceCopy(job.target, request, job));
}

/** A complete copy as it is. Layers that the source got since are added at once, because others may refer to them. */
async function openCopy(
  job: CopyJob,
  source: LayerService,
  item: Item,
): Promise<HostedCopy & { edits: Record<string, number | null> }> {
  const built = await readLayerService(job.target, String(item.url), job.signal);
  const { url } = built;
  const mapping =
    mappingOf(source, built) ?? (await updateServiceDefinition(job.target, { source, url }, job)).mapping;
  return { ...copyIn(item), url, mapping, edits: serviceState(built).edits };
}

function mappingOf(source: LayerService, built: LayerService): ServiceMapping | null {
  try {
    return mapService(source, built);
  } catch (error) {
    if (error instanceof ArcGISError) return null;
    throw error;
  }
}

/** Loads rows into the copy; null if none had to be. */
type Load = (...args: Parameters<typeof copyRows>) => Promise<RowsResult | null>;

/** Checks whose failure loading rows again can make good. */
const OF_ROWS = /^(rows|values|attachments|contents) /;

/**
 * Rows and attachments: all of them into a new service, what differs into one that has some, and then everything is compared. If the source was
 * edited meanwhile they are brought in line once more, so that work going on in the source is no failure of the copy.
 */
async function proveRows(
  job: CopyJob,
  from: LayerService,
  copy: HostedCopy,
  load: Load,
  mends: boolean,
): Promise<void> {
  const request = { from, to: { url: copy.url, mapping: copy.mapping } };
  const options = { signal: job.signal, progress: (progress: RowsProgress) => job.say(wordsFor(progress)) };
  const loaded = await load(job.source, job.target, request, options);
  job.warnings.push(...(loaded?.warnings ?? []));
  // Rows that were not touched are as they were proven before.
  const rows = loaded ? job.settings.verifyRows : 'counts';
  const before = job.checks.length;
  await verifyServiceCopy(job, from, copy, rows, loaded?.notKept);
  if (job.checks.every(({ ok }) => ok)) return;

  const read = await readLayerService(job.source, from.url, job.signal);
  const now = wantedService(job, read).service;
  const wasEdited = digestOf(serviceState(now).edits) !== digestOf(serviceState(from).edits);
  const differing = job.checks.slice(before).filter(({ check, ok }) => !ok && OF_ROWS.test(check));
  if (!wasEdited && !(mends && differing.length > 0)) return;
  if (wasEdited) {
    job.warn(
      'SOURCE_EDITED',
      'The layer was edited in the source while it was copied; the edits were copied as well.',
    );
  } else {
    const names = differing.map(({ check }) => check).join(', ');
    job.warn(
      'ROWS_MENDED',
      `What the file brought differed from the source (${names}), and was corrected row by row.`,
    );
  }
  job.checks.length = before;
  const again = await updateRows(job.source, job.target, { ...request, from: now }, options);
  await verifyServiceCopy(job, now, copy, job.settings.verifyRows, again.notKept);
}

/** A service that does not tell its last edit may have other rows although nothing else changed: only comparing them tells. */
async function hasSameRows(job: CopyJob, from: LayerService, { url, mapping }: HostedCopy): Promise<boolean> {
  if (Object.values(serviceState(from).edits).every((edit) => edit !== null)) return true;
  const request = { from, to: { url, mapping }, rows: 'all' as const };
  const checks = await verifyService(job.source, job.target, request, job);
  if (checks.some(({ ok }) => !ok)) return false;
  job.checks.push(...checks);
  return true;
}

function sameEdits(copy: Item, edits: Record<string, number | null>): boolean {
  const stamped = readStamp(copy)?.layers;
  const isKnown = Object.values(edits).every((edit) => edit !== null);
  return stamped !== undefined && isKnown && digestOf(stamped) === digestOf(edits);
}

async function stateOf(job: CopyJob, copy: Item): Promise<string> {
  const { title, snippet, description, tags } = copy;
  const service = await readLayerService(job.target, String(copy.url), job.signal);
  const data = await readLayerData(job.target, copy.id, job.signal);
  return digestOf({ title, snippet, description, tags, data, state: serviceState(service) });
}

function wordsFor({ layer, rows, of, attachments }: RowsProgress): string {
  return `${layer}: ${rows}/${of}${attachments ? ` +${attachments}` : ''}`;
}
