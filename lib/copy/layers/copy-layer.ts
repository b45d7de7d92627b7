import { copyContingentValues } from '../../features/contingent-values.js';
import { copyRows } from '../../features/copy-rows.js';
import { createServiceCopy } from '../../features/create-service-copy.js';
import { type LayerService, readLayerService } from '../../features/layer-service.js';
import { leftBehind } from '../../features/left-behind.js';
import { demandNoDrop } from '../../features/row-drop.js';
import { mapService } from '../../features/service-mapping.js';
import { serviceState } from '../../features/service-state.js';
import { serviceNameOf } from '../../features/service-url.js';
import { unknownCapabilities } from '../../features/unknown-capabilities.js';
import { updateServiceDefinition } from '../../features/update-definition.js';
import { updateRows } from '../../features/update-rows.js';
import { verifiedAttachments, verifiedCounts, verifyService } from '../../features/verify-service.js';
import { readStamp } from '../../items/copy-stamp.js';
import { digestOf } from '../../items/digest-of.js';
import type { Item } from '../../items/item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ServiceMapping } from '../../references/reference-map.js';
import { checkMayPublish } from '../check-set-up.js';
import type { CopyJob } from '../copy-job.js';
import { decide, outcomeOf } from '../identity/decide.js';
import { isHeldInBin } from '../identity/name-in-bin.js';
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
import { carryMetadata } from './carry-metadata.js';
import { demandAllShown } from './demand-all-shown.js';
import { demandWritableShapes } from './demand-writable-shapes.js';
import { type EditedData, editedData } from './edited-data.js';
import {
  checkServiceData,
  type HostedCopy,
  noteService,
  serviceRequest,
  writeServiceItem,
} from './hosted-copy.js';
import { readLayerData, serviceParams, wantedLayerData } from './layer-data.js';
import { type Load, proveRows } from './prove-rows.js';
import { definitionPart, definitionReferences, wantedService } from './wanted-service.js';

/** How a new service is made, and gets its rows. */
export interface LayerWay {
  /** Reads what is copied; by default the item's service as it is. */
  read?: (job: CopyJob) => Promise<LayerService>;
  /** Makes the service; one whose making was interrupted is completed. From then on others can refer to it. */
  build: (job: CopyJob, source: LayerService, unfinished: Item | null) => Promise<HostedCopy>;
  /** Fills a new service; null if its rows came with it. */
  load: Load;
  /** Brings the rows of a copy in line that is there; by default row by row. */
  update?: Load;
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
  const { read = readSource, update = updateRows } = way;
  const [service, original, decision] = await Promise.all([
    read(job),
    readLayerData(job.source, job.item.id, job.signal),
    decide(job),
  ]);
  if (decision.kept) return keepCopy(job, decision.kept);
  checkMayPublish(job.target, job.pair.user);
  await demandAllShown(job, service);
  const texts = definitionReferences(service);
  const needs = await planNeeds(job, {
    needed: [original, texts.needed],
    mentioned: [mentionsOf(job.item), texts.mentioned],
  });

  const { into } = decision;
  const present = into && decision.complete ? await openCopy(job, service, into) : null;
  if (job.dryRun && !present) {
    reservePlanned(job, into);
    return planCopy(job, decision);
  }
  if (present || way.build === buildCopy) demandWritableShapes(job, service);
  if (!into) await isHeldInBin(job, { kind: 'service', name: serviceNameOf(service.url) });
  const copy = present ?? (await way.build(job, service, into));
  job.reserve(copy.id, copy.url, copy.mapping);
  await followNeeds(job, needs);

  const wanted = wantedService(job, service);
  const state = serviceState(wanted.service);
  const params = serviceParams(job);
  const data = wantedLayerData(job, original, copy.mapping);
  const { modified, thumbnail } = job.item;
  const { shows } = service;
  const digest = digestOf({
    params,
    data,
    state,
    thumbnail,
    modified,
    ...(shows !== undefined && { shows }),
  });
  const edited = into && present ? await editedData(job, into, digest) : null;
  const stateNow = (item: Item): Promise<string> => stateOf(job, item, edited);
  let load: Load = into ? update : way.load;
  if (into && present) {
    const touched = Math.max(into.modified, ...Object.values(present.edits).map(Number));
    const verdict = await verdictOn(job, into, { digest, touched, state: stateNow });
    const isLeft =
      verdict.kind === 'keep' || (verdict.kind === 'unchanged' && (await hasSameRows(job, service, copy)));
    if (isLeft && !job.needsPlanned) {
      return leaveCopy(job, verdict, into, [
        { where: 'data', document: edited ? edited.data : data },
        definitionPart(wanted.service),
      ]);
    }
    // Of a view other rows may be shown although none was edited.
    const areSame = !verdict.edited && shows === undefined && sameEdits(into, state.edits);
    if (areSame) load = async () => null;
    if (job.dryRun) return planCopy(job, decision);
  }

  if (into && load === update) await demandNoLoss(job, service, copy, into);
  await writeServiceItem(job, copy, params, edited ? null : data);
  if (into || wanted.changed) {
    const request = { source: wanted.service, url: copy.url };
    const { warnings } = await updateServiceDefinition(job.target, request, job);
    job.warnings.push(...warnings);
  }
  await carryTheRest(job, wanted.service, copy);
  await proveRows(job, wanted.service, copy, {
    load,
    read,
    mends: way.mends,
    stamp: into && readStamp(into),
  });
  const stored = await checkServiceData(job, copy.id, edited ? edited.data : data);
  const parts = [...stored, definitionPart(wanted.service)];
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
    data: edited?.written ?? digestOf(data),
    rows: { ...(into ? readStamp(into)?.rows : {}), ...verifiedCounts(service, job.checks) },
    attachments: verifiedAttachments(service, job.checks),
  };
  const target = await completeCopy(job, written);
  await retireOld(job, decision.old, target);
  return { outcome: outcomeOf(decision), target };
}

function readSource(job: CopyJob): Promise<LayerService> {
  return readLayerService(job.source, String(job.item.url), job.signal);
}

/** Share of a layer's rows that may be missing in the source since the last copy, unless the user chose another. */
const MAX_DROP = 0.2;

function demandNoLoss(
  job: CopyJob,
  from: LayerService,
  { url, mapping }: HostedCopy,
  into: Item,
): Promise<void> {
  const { maxDrop = MAX_DROP } = job.settings;
  const known = readStamp(into)?.rows;
  const guard = { maxDrop, ...(known && { known }) };
  return demandNoDrop(job.source, job.target, { from, to: { url, mapping } }, guard, job.signal);
}

/** What hangs on a layer beside its definition, and what has to stay behind. */
async function carryTheRest(job: CopyJob, from: LayerService, copy: HostedCopy): Promise<void> {
  const { source, target, signal } = job;
  if (from.layers.some((layer) => layer.hasContingentValuesDefinition === true)) {
    const to = { built: await readLayerService(target, copy.url, signal), mapping: copy.mapping };
    job.warnings.push(...(await copyContingentValues(source, target, from, to, signal)));
  }
  await carryMetadata(job, from, copy);
  const own = unknownCapabilities(from, await target.self(signal));
  job.warnings.push(...own, ...(await leftBehind(source, from, signal)));
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
  const mapping = mappingOf(source, built) ?? (await addedLayers(job, source, url));
  return { ...copyIn(item), url, mapping, edits: serviceState(built).edits };
}

async function addedLayers(job: CopyJob, source: LayerService, url: string): Promise<ServiceMapping> {
  if (job.dryRun) return { url, layers: {} };
  return (await updateServiceDefinition(job.target, { source, url }, job)).mapping;
}

function mappingOf(source: LayerService, built: LayerService): ServiceMapping | null {
  try {
    return mapService(source, built);
  } catch (error) {
    if (error instanceof ArcGISError) return null;
    throw error;
  }
}

/** A service that does not tell its last edit may have other rows although nothing else changed: only comparing them tells. */
async function hasSameRows(job: CopyJob, from: LayerService, { url, mapping }: HostedCopy): Promise<boolean> {
  if (Object.values(serviceState(from).edits).every((edit) => edit !== null)) return true;
  const request = { from, to: { url, mapping }, rows: 'full' as const };
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

/** Edits of its data that are kept do not count: `edited`. */
async function stateOf(job: CopyJob, copy: Item, edited: EditedData | null): Promise<string> {
  const { title, snippet, description, tags } = copy;
  const [service, data] = await Promise.all([
    readLayerService(job.target, String(copy.url), job.signal),
    readLayerData(job.target, copy.id, job.signal),
  ]);
  const own = edited?.written ?? digestOf(data);
  return digestOf({ title, snippet, description, tags, data: own, state: serviceState(service) });
}
