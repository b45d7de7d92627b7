import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../items/digest-of.js';
import type { Item, TargetId } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import { typeInTarget } from '../../items/type-in-target.js';
import { withTempFolder } from '../../items/with-temp-folder.js';
import { addItem, updateItem } from '../../items/write-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { FilePart, Params } from '../../portal/portal.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import { rewriteText } from '../../references/rewrite-text.js';
import type { CopyJob } from '../copy-job.js';
import { decide, outcomeOf } from '../identity/decide.js';
import { followNeeds, mentionsOf, planNeeds } from '../needs.js';
import { placeOf } from '../place.js';
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
import { marked, wantedProperties } from '../proof/wanted-properties.js';
import { checkPackage } from './check-package.js';
import { type DocumentData, readDocumentData, rewriteDocumentData } from './document-data.js';
import { documentState } from './document-state.js';
import { forgetLeftMaps, layersOfMaps } from './layers-of-maps.js';
import { readDrafts, readTextResources } from './read-text-resources.js';
import { isRegistered, learnClientIds, namedApps, registerCopy } from './registered-apps.js';
import { relatedNeeds } from './related-needs.js';
import { leaveAsSeen, seenNow } from './seen-before.js';
import { warnOfDocument } from './warn-of-document.js';
import { warnOfStoredForm } from './warn-of-stored-form.js';

/**
 * Copies an item that refers to others: maps, dashboards, apps, references to services, sites, forms. The copy is *reserved* first (a shell
 * with an id), so that items may refer to each other in a circle; then filled, proven and finished.
 */
export async function copyDocument(job: CopyJob): Promise<Ended> {
  const decision = await decide(job);
  if (decision.kept) return keepCopy(job, decision.kept);
  const left = await leaveAsSeen(job, decision);
  if (left) return left;
  const original = await readDocumentData(job.source, job.item.id, job.signal);
  checkPackage(job, original.content);
  const { format } = kindOf(job.item);
  if (format === 'web-map' || format === 'web-scene') await job.pair.maps.note(job.item.id, original.content);

  job.say('waiting for what it refers to');
  const found = await readTextResources(job.source, job.item.id, job.signal);
  const resources = found.map(({ resource, document }) => ({ resource, document }));
  const apps = await namedApps(job, [original.content, resources]);
  const registered = [...apps.values()].map((itemId) => ({ itemId }));
  const related = await relatedNeeds(job);
  const documents = [original.content, job.item.url ?? '', ...resources, ...registered, ...related];
  // Who wants the layers of a map file as well says so: a file works with those that are there.
  const isFile = format === 'pro-file';
  const planned = await planNeeds(job, {
    needed: isFile ? [] : documents,
    mentioned: [mentionsOf(job.item), ...(isFile ? documents : [])],
  });
  const needs = [...planned, ...(await layersOfMaps(job, documents, planned))];
  const isApp = isRegistered(job, apps);
  const { id, owner } = await reserveCopy(job, decision.into, isApp);
  await followNeeds(job, needs);
  await learnClientIds(job, apps);
  forgetLeftMaps(job);
  const wanted = rewriteData(job, original);
  const params = propertiesOf(job);
  const { modified, thumbnail } = job.item;
  const texts = rewriteReferences(resources, job.rewriting).document;
  const digest = digestOf({
    params,
    data: wanted.content,
    modified,
    thumbnail,
    ...(texts.length > 0 && { texts }),
  });
  const state = async (copy: Item): Promise<string> => {
    const { content } = await readDocumentData(job.target, id, job.signal);
    return documentState(copy, content, await readDrafts(job.target, copy, job.signal));
  };
  if (decision.into && decision.complete) {
    const { into } = decision;
    const verdict = await verdictOn(job, into, { digest, touched: into.modified, state });
    const isLeft = verdict.kind !== 'write' && !job.needsPlanned;
    if (isLeft) return leaveCopy(job, verdict, into, [{ where: 'data', document: wanted.content }]);
  }
  if (job.dryRun) return planCopy(job, decision);

  job.say('writing');
  warnOfDocument(job, wanted.content);
  if (format === 'form') {
    const ids = new Set(related.map(({ itemId }) => itemId));
    await warnOfStoredForm(
      job,
      needs.flatMap(({ item }) => (ids.has(item.id) ? [item] : [])),
    );
  }
  await write(job, { id, owner }, params, wanted, decision.into !== null);
  const stored = await readDocumentData(job.target, id, job.signal);
  checkData(job, wanted, stored);
  const outcome = outcomeOf(decision);
  const target = await completeCopy(job, {
    id,
    owner,
    thumbnail: decision.into?.thumbnail ?? null,
    params,
    digest,
    state,
    seen: () => seenNow(job, needs, resources.length > 0 || isApp || apps.size > 0),
    parts: [{ where: 'data', document: stored.content }],
  });
  await retireOld(job, decision.old, target);
  return { outcome, target };
}

/** Where the copy is, or will be: from then on others can refer to it. That of a registered application has a client id by then. */
async function reserveCopy(
  job: CopyJob,
  into: Item | null,
  isApp: boolean,
): Promise<{ id: TargetId; owner: string }> {
  if (!into && job.dryRun) {
    reservePlanned(job, null);
    return { id: '' as TargetId, owner: job.owner };
  }
  const place = into ? copyIn(into) : await addShell(job);
  if (isApp && !job.dryRun) await registerCopy(job, place);
  job.reserve(place.id, into?.url ?? null, null);
  return place;
}

async function addShell(job: CopyJob): Promise<{ id: TargetId; owner: string }> {
  const { title, type, url } = propertiesOf(job);
  const shell = marked(job, { title, type, ...(url ? { url } : {}) }, 'unfinished');
  const id = await addItem(job.target, job.owner, await placeOf(job), shell, undefined, job.signal);
  job.pair.copies.add(job.item.id, id);
  return { id, owner: job.owner };
}

function rewriteData(job: CopyJob, original: DocumentData): DocumentData {
  const { data, changes } = rewriteDocumentData(original, job.rewriting);
  job.noteRewritten('data', changes);
  return data;
}

/** The properties of the copy. The address of a site is registered for that site alone: with the copy it would lead back to the source. */
function propertiesOf(job: CopyJob): Params {
  const type = typeInTarget(job.item.type, job.pair.targetAddresses);
  const params = wantedProperties(job, /Site Application$/.test(type) ? ['url'] : []);
  return { ...params, type };
}

/** Writes data and properties. Data that are no text are sent as a file, whose name is unique among the files of the owner. */
async function write(
  job: CopyJob,
  { id, owner }: { id: TargetId; owner: string },
  params: Params,
  { bytes, isText }: DocumentData,
  isThere: boolean,
): Promise<void> {
  const content = marked(job, params, 'unfinished');
  // A file stays one, with its name.
  const isFile = kindOf(job.item).format === 'pro-file' && bytes.length > 0;
  if (isText && !isFile) {
    // Empty text clears what a copy had that is there already.
    const text = bytes.length === 0 && !isThere ? {} : { text: bytes.toString('utf8') };
    await updateItem(job.target, owner, id, { ...content, ...text }, undefined, job.signal);
    return;
  }
  await withTempFolder(async (folder) => {
    const path = join(folder, 'data');
    await writeFile(path, bytes);
    const name = rewriteText(job.item.name ?? `${id}.zip`, job.rewriting);
    const send = (part: FilePart): Promise<TargetId> =>
      updateItem(job.target, owner, id, content, { file: part }, job.signal);
    try {
      await send({ path, name });
    } catch (error) {
      if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_EXISTS') throw error;
      await send({ path, name: `${id}_${name}` });
    }
  });
}

function checkData(job: CopyJob, wanted: DocumentData, stored: DocumentData): void {
  const [expected, actual] = [digestOf(wanted.content), digestOf(stored.content)];
  job.checks.push({ check: 'data', expected, actual, ok: expected === actual });
}
