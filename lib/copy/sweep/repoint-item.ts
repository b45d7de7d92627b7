import { readStamp, stampParams } from '../../items/copy-stamp.js';
import type { Check, Warning } from '../../items/findings.js';
import type { Item, TargetId } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import { updateItem } from '../../items/write-item.js';
import type { Params, WritablePortal } from '../../portal/portal.js';
import { findResidue } from '../../references/find-residue.js';
import type { Residue } from '../../references/residue.js';
import { documentState } from '../documents/document-state.js';
import { parsed, readDrafts } from '../documents/read-text-resources.js';
import type { Outcome } from '../run/message.js';
import type { SweepKnowledge } from './complete-map.js';
import { digestOfText, saveFormer } from './former-document.js';
import {
  type DocumentData,
  type Repointed,
  readSweptData,
  referringProperties,
  repointDocument,
} from './repoint-document.js';
import { checkDrafts, type RepointedDraft, repointDrafts, writeDrafts } from './repoint-drafts.js';

/** What re-pointing one item takes. */
export interface RepointContext {
  target: WritablePortal;
  knowledge: SweepKnowledge;
  /** Folder for former documents, and the run under which they are kept. */
  folder: string;
  run: string;
  /** Only says what would be done. */
  dryRun: boolean;
  signal: AbortSignal;
}

/** What was done with one item. */
export interface RepointedItem {
  /** The item as it is now. */
  item: Item;
  /** Its data as it is now. */
  data: DocumentData;
  outcome: Outcome;
  changes: number;
  checks: Check[];
  warnings: Warning[];
  /** What still leads to the source, or to what was replaced. */
  residue: Residue[];
}

/**
 * Re-points the references of one item of the target: its data, its drafts and its properties. What it was before is saved first; then it is written, read
 * back and compared. Where a reference would lead to a layer that its new service does not have, nothing is written and the outcome is
 * `failed`. Throws what the portal refuses.
 */
export async function repointItem(context: RepointContext, id: string): Promise<RepointedItem> {
  const { target, knowledge, signal, dryRun } = context;
  const item = await readItem(target, id, signal);
  const data = await readSweptData(target, id, signal);
  const texts = await readDrafts(target, item, signal);
  const documents = texts.map(({ document }) => document);
  const wanted = await repointDocument(item, data, knowledge, signal, documents);
  const drafts = repointDrafts(texts, { ...knowledge, map: wanted.map, maps: wanted.maps });
  const changes = drafts.reduce((sum, draft) => sum + draft.changes, wanted.changes);
  const known: RepointedItem = {
    item,
    data,
    outcome: 'unchanged',
    changes,
    checks: [],
    warnings: [],
    residue: [],
  };
  if (changes === 0) return { ...known, residue: remaining(item, data.json, wanted, knowledge, texts) };
  if (wanted.missingLayers.length > 0) return { ...known, ...withoutLayers(wanted.missingLayers) };
  if (dryRun) {
    const message = `Dry run: ${changes} reference(s) of the ${item.type} "${item.title}" (${id}) would be re-pointed.`;
    return { ...known, outcome: 'planned', warnings: [{ code: 'PLANNED', message }] };
  }
  await write(context, item, data, wanted, drafts);
  const now = await readItem(target, id, signal);
  const stored = await readSweptData(target, id, signal);
  const proof = await checkDrafts(target, item, drafts, signal);
  return {
    item: now,
    data: stored,
    outcome: 'updated',
    changes,
    checks: [...(await checksOf(now, stored, wanted, context)), ...proof.checks],
    warnings: [
      {
        code: 'REPOINTED',
        message: `${changes} reference(s) were re-pointed. What the item was before is kept in ${context.folder}, run ${context.run}.`,
      },
    ],
    residue: remaining(now, stored.json, wanted, knowledge, proof.stored),
  };
}

async function write(
  { target, folder, run, signal }: RepointContext,
  item: Item,
  data: DocumentData,
  wanted: Repointed,
  drafts: RepointedDraft[],
): Promise<void> {
  const changed = drafts.filter((draft) => draft.changes > 0);
  const params: Params = { ...wanted.params, ...restamped(item, data, wanted, drafts) };
  const { id, type, title, owner } = item;
  await saveFormer(folder, {
    portal: target.url,
    run,
    saved: target.clock.now(),
    item: { id, type, title, owner },
    properties: Object.fromEntries(Object.keys(params).map((name) => [name, item[name] ?? null])),
    data: data.text,
    written: digestOfText(wanted.text),
    ...(changed.length > 0 && {
      drafts: changed.map(({ resource, access, former, text: after }) => ({
        resource,
        access,
        text: former,
        written: digestOfText(after),
      })),
    }),
  });
  await writeDrafts(target, item, changed, signal);
  const text = wanted.text === data.text ? {} : { text: wanted.text };
  await updateItem(target, owner, id as TargetId, { ...params, ...text }, undefined, signal);
}

/** A copy that nobody has edited must not look as if somebody had, the next time that it is copied. */
function restamped(item: Item, { json }: DocumentData, wanted: Repointed, drafts: RepointedDraft[]): Params {
  const stamp = readStamp(item);
  const before = drafts.map(({ resource, former }) => ({ resource, document: parsed(former) }));
  if (!stamp || stamp.result !== documentState(item, json, before)) return {};
  const properties = (wanted.params.properties ?? item.properties) as Record<string, unknown> | null;
  return stampParams(
    { ...stamp, result: documentState({ ...item, ...wanted.params }, wanted.json, drafts) },
    properties,
  );
}

async function checksOf(
  now: Item,
  stored: DocumentData,
  wanted: Repointed,
  { knowledge, signal }: RepointContext,
): Promise<Check[]> {
  const [expected, actual] = [digestOfText(wanted.text), digestOfText(stored.text)];
  // The maps have changed as well, so that nothing has its former name in them.
  const asNow = { ...knowledge, formerLayers: async () => [] };
  const left = (await repointDocument(now, stored, asNow, signal)).changes;
  return [
    { check: 'data', expected, actual, ok: expected === actual },
    { check: 're-pointed', expected: 0, actual: left, ok: left === 0 },
  ];
}

function withoutLayers(missing: string[]): Pick<RepointedItem, 'outcome' | 'checks' | 'warnings'> {
  const list = missing.join(', ');
  return {
    outcome: 'failed',
    checks: [
      { check: 'layers of the new services', expected: 'all there', actual: `missing: ${list}`, ok: false },
    ],
    warnings: [
      {
        code: 'LAYER_MISSING',
        message: `The item was left as it is, because it would refer to layers that are not there: ${list}. Pair these layers by their own URLs in the table of pairs.`,
      },
    ],
  };
}

function remaining(
  item: Item,
  json: unknown,
  { map }: Repointed,
  knowledge: SweepKnowledge,
  drafts: readonly { resource: string; document: unknown }[],
): Residue[] {
  const { source, target } = knowledge;
  const moved = Object.entries(map.items).filter(([from, to]) => from !== to);
  const itemIds = moved.map(([from]) => from);
  const known = { source, target, itemIds, services: Object.keys(map.services) };
  const documents: [string, unknown][] = [
    ['data', json],
    ['item', referringProperties(item)],
    ...drafts.map(({ resource, document }): [string, unknown] => [`resource:${resource}`, document]),
  ];
  return documents.flatMap(([where, document]) => findResidue(document, where, known, () => 'not-copied'));
}
