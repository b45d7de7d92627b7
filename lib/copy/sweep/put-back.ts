import { digestOf } from '../../items/digest-of.js';
import type { Check, Warning } from '../../items/findings.js';
import type { Item, TargetId } from '../../items/item.js';
import { resourcePath } from '../../items/list-resources.js';
import { readItem } from '../../items/read-item.js';
import { updateItem } from '../../items/write-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { Params, WritablePortal } from '../../portal/portal.js';
import type { Outcome, PlainError } from '../run/message.js';
import { plainError } from '../run/plain-error.js';
import { digestOfText, type FormerDocument, type FormerDraft, readFormers } from './former-document.js';
import { readSweptData } from './repoint-document.js';
import { checkDrafts, writeDrafts } from './repoint-drafts.js';

/** What became of one item that a run had re-pointed. */
export interface PutBackItem {
  former: FormerDocument['item'];
  item: Item | null;
  outcome: Outcome;
  checks: Check[];
  warnings: Warning[];
  error?: PlainError;
}

/**
 * Makes every item that a run re-pointed what it was before: the data and drafts byte for byte, and the properties. An item that somebody edited since is
 * left as it is, unless `overwrite`. One item's failure is that item's. Throws ARCGIS_NOT_FOUND if nothing of the run was saved,
 * ARCGIS_CONFIG if it was saved from another portal.
 */
export async function putBack(
  target: WritablePortal,
  request: { folder: string; run: string; overwrite?: boolean },
  signal: AbortSignal,
): Promise<PutBackItem[]> {
  const formers = await readFormers(request.folder, request.run);
  const other = formers.find(({ portal }) => portal !== target.url);
  if (other) {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `The run "${request.run}" re-pointed items of ${other.portal}, but the target here is ${target.url}. Choose the portal that has them.`,
      { portal: target.url },
    );
  }
  const done: PutBackItem[] = [];
  for (const former of formers) {
    signal.throwIfAborted();
    done.push(await putBackOne(target, former, request.overwrite === true, signal));
  }
  return done;
}

async function putBackOne(
  target: WritablePortal,
  former: FormerDocument,
  overwrite: boolean,
  signal: AbortSignal,
): Promise<PutBackItem> {
  const { id } = former.item;
  const nothing = { former: former.item, item: null, checks: [], warnings: [] };
  try {
    const item = await readItem(target, id, signal);
    const { text } = await readSweptData(target, id, signal);
    const drafts = await draftsToPutBack(target, former, signal);
    if (text === former.data && drafts.length === 0 && sameProperties(item, former))
      return { ...nothing, item, outcome: 'unchanged' };
    const isEdited = text !== former.data && digestOfText(text) !== former.written;
    if (!overwrite && (isEdited || drafts.some((draft) => draft.isEdited))) {
      const message = `The ${item.type} "${item.title}" (${id}) was edited since it was re-pointed, so it was not put back. Choose to overwrite such edits.`;
      return { ...nothing, item, outcome: 'skipped', warnings: [{ code: 'TARGET_EDITED', message }] };
    }
    const params: Params = Object.fromEntries(
      Object.entries(former.properties).map(([name, value]) => [name, value ?? '']),
    );
    if (text !== former.data) params.text = former.data;
    await writeDrafts(target, item, drafts, signal);
    await updateItem(target, item.owner, id as TargetId, params, undefined, signal);
    const now = await readItem(target, id, signal);
    const { text: stored } = await readSweptData(target, id, signal);
    const [expected, actual] = [digestOfText(former.data), digestOfText(stored)];
    const proof = await checkDrafts(target, item, drafts, signal);
    const checks = [
      ...proof.checks,
      { check: 'data', expected, actual, ok: expected === actual },
      {
        check: 'properties',
        expected: true,
        actual: sameProperties(now, former),
        ok: sameProperties(now, former),
      },
    ];
    return { ...nothing, item: now, outcome: checks.every(({ ok }) => ok) ? 'updated' : 'failed', checks };
  } catch (error) {
    signal.throwIfAborted();
    return { ...nothing, outcome: 'failed', error: plainError(error) };
  }
}

/** The drafts that are not as they were, and whether somebody edited them since. */
async function draftsToPutBack(
  target: WritablePortal,
  { item, drafts = [] }: FormerDocument,
  signal: AbortSignal,
): Promise<(FormerDraft & { isEdited: boolean })[]> {
  const found: (FormerDraft & { isEdited: boolean })[] = [];
  for (const draft of drafts) {
    const text = await target.readText(resourcePath(item.id, draft.resource), {}, { signal });
    if (text !== draft.text) found.push({ ...draft, isEdited: digestOfText(text) !== draft.written });
  }
  return found;
}

function sameProperties(item: Item, { properties }: FormerDocument): boolean {
  return Object.entries(properties).every(
    ([name, value]) => digestOf(item[name] ?? null) === digestOf(value ?? null),
  );
}
