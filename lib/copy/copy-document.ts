import { digestOf } from '../items/digest-of.js';
import type { Item, TargetId } from '../items/item.js';
import { readDataText } from '../items/read-data-text.js';
import { addItem, updateItem } from '../items/write-item.js';
import type { Params } from '../portal/portal.js';
import { rewriteReferences } from '../references/rewrite-references.js';
import { rewriteText } from '../references/rewrite-text.js';
import { completeCopy } from './complete-copy.js';
import type { CopyJob } from './copy-job.js';
import { decide, outcomeOf } from './decide.js';
import { documentState } from './document-state.js';
import { copyIn, type Ended, keepCopy, leaveCopy, planCopy, retireOld } from './end-copy.js';
import { mentionsOf, resolveNeeds } from './needs.js';
import { placeOf } from './place.js';
import { readTextResources } from './read-text-resources.js';
import { verdictOn } from './verdict.js';
import { marked, wantedProperties } from './wanted-properties.js';

/** Data of an item that is text: its JSON if it is that, else the text itself. Empty text is no data. */
interface Data {
  text: string;
  json: unknown;
}

/**
 * Copies an item that consists of text: maps, dashboards, apps, references to services and sites. The copy is *reserved* first (a shell
 * with an id), so that items may refer to each other in a circle; then filled, proven and finished.
 */
export async function copyDocument(job: CopyJob): Promise<Ended> {
  const original = await readData(job.source, job.item.id, job);
  const decision = await decide(job);
  if (decision.kept) return keepCopy(job, decision.kept);
  if (job.dryRun) return planCopy(job, decision);
  const { id, owner } = decision.into ? copyIn(decision.into) : await addShell(job);
  job.reserve(id, decision.into?.url ?? null, null);

  job.say('waiting for what it refers to');
  const resources = await readTextResources(job);
  await resolveNeeds(job, {
    needed: [original.json, job.item.url ?? '', ...resources],
    mentioned: [mentionsOf(job.item)],
  });
  const wanted = rewriteData(job, original);
  const params = wantedProperties(job);
  const digest = digestOf({
    params,
    data: wanted.json,
    modified: job.item.modified,
    thumbnail: job.item.thumbnail,
  });
  const state = async (copy: Item): Promise<string> =>
    documentState(copy, (await readData(job.target, id, job)).json);
  if (decision.into && decision.complete) {
    const { into } = decision;
    const verdict = await verdictOn(job, into, { digest, touched: into.modified, state: () => state(into) });
    if (verdict.kind !== 'write')
      return leaveCopy(job, verdict, into, [{ where: 'data', document: wanted.json }]);
  }

  job.say('writing');
  const content: Params = { ...marked(job, params, 'unfinished'), ...(wanted.text && { text: wanted.text }) };
  await updateItem(job.target, owner, id, content, undefined, job.signal);
  const stored = await readData(job.target, id, job);
  checkData(job, wanted, stored);
  const thumbnail = decision.into?.thumbnail ?? null;
  const outcome = outcomeOf(decision);
  const parts = [{ where: 'data', document: stored.json }];
  const target = await completeCopy(job, { id, owner, thumbnail, params, digest, state, parts });
  await retireOld(job, decision.old, target);
  return { outcome, target };
}

async function addShell(job: CopyJob): Promise<{ id: TargetId; owner: string }> {
  const { title, type, url } = job.item;
  const shell = marked(job, { title, type, ...(url && { url }) }, 'unfinished');
  const id = await addItem(job.target, job.owner, await placeOf(job), shell, undefined, job.signal);
  job.pair.copies.add(job.item.id, id);
  return { id, owner: job.owner };
}

async function readData(portal: CopyJob['source'], id: string, { signal }: CopyJob): Promise<Data> {
  const text = await readDataText(portal, id, signal);
  if (!/^\s*[[{]/.test(text)) return { text, json: text };
  try {
    return { text, json: JSON.parse(text) };
  } catch {
    return { text, json: text };
  }
}

function rewriteData(job: CopyJob, { text, json }: Data): Data {
  if (typeof json === 'string') {
    const rewritten = rewriteText(text, job.rewriting);
    return { text: rewritten, json: rewritten };
  }
  const { document, changes } = rewriteReferences(json, job.rewriting);
  // What needs no change is written as the author's tool wrote it.
  return { text: changes.length ? JSON.stringify(document) : text, json: document };
}

function checkData(job: CopyJob, wanted: Data, stored: Data): void {
  const [expected, actual] = [digestOf(wanted.json), digestOf(stored.json)];
  job.checks.push({ check: 'data', expected, actual, ok: expected === actual });
}
