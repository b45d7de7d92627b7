import type { Item } from '../../items/item.js';
import { pipelineKeyword, sourceKeyword, UNFINISHED } from '../../items/item-keywords.js';
import { listContent } from '../../items/list-content.js';
import { readItem } from '../../items/read-item.js';
import { sameType } from '../../items/type-in-target.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { isRefusal } from '../identity/origins.js';
import type { ItemSummary } from '../run/message.js';
import type { Run } from '../run/run.js';
import { FolderTitles } from '../search/folder-titles.js';
import { searchAll } from '../search/search-all.js';
import { replacedKeyword } from './replaced-keyword.js';

/** What counts as an older copy. */
export interface OldCopyRules {
  /** By the source id that it carries, or by exact type, title and owner as well. */
  match: 'source-id' | 'title';
  /** Only what this user owns; '' for anybody, and where titles are compared for the owner of the new copy. */
  owner: string;
  /** Only what is in this folder. */
  folder: { kind: 'any' } | { kind: 'root' } | { kind: 'named'; title: string };
}

export interface OldCopySearch {
  run: Run;
  target: ReadablePortal;
  rules: OldCopyRules;
  signal: AbortSignal;
}

/**
 * The older copies of a source item, read again by their ids. Never among them: what this run made, updated or found unchanged, copies of other
 * items, and those of other pipelines.
 * @param copy the new copy; null if there is none yet
 * @param known ids that messages name as replaced
 */
export async function findOldCopies(
  search: OldCopySearch,
  source: ItemSummary,
  copy: ItemSummary | null,
  known: readonly string[],
): Promise<Item[]> {
  const { run, target, rules, signal } = search;
  const self = await target.self(signal);
  const owner = rules.owner || copy?.owner || self.user?.username || '';
  const keywords = [sourceKeyword(source.id), ...(copy ? [replacedKeyword(copy.id)] : [])];
  const words = keywords.map((keyword) => `typekeywords:"${keyword}"`);
  if (rules.match === 'title')
    words.push(`(title:"${source.title.replaceAll('"', ' ')}" AND owner:"${owner}")`);
  const any = words.join(' OR ');
  const query = self.isPortal ? any : `(${any}) AND orgid:${self.id}`;
  const [hits, listed] = await Promise.all([searchAll(target, query, { signal }), ownContent(search, owner)]);
  const ids = new Set([...known, ...[...hits, ...listed].map(({ id }) => id)]);
  const candidates = [...hits, ...listed].filter((item) => isMeant(search, item, source, keywords, owner));
  const wanted = new Set([...known, ...candidates.map(({ id }) => id)]);
  const found: Item[] = [];
  for (const id of ids) {
    if (!wanted.has(id) || id === copy?.id || run.targetIds.has(id) || run.announces(id)) continue;
    const item = await reread(target, id, signal);
    if (!item || !sameType(item.type, source.type)) continue;
    if (!known.includes(id) && !isMeant(search, item, source, keywords, owner)) continue;
    if (await isInPlace(search, item)) found.push(item);
  }
  return found;
}

/** Whether the item is where the user said that older copies are deleted. */
export async function isInPlace({ run, target, rules, signal }: OldCopySearch, item: Item): Promise<boolean> {
  if (rules.owner && item.owner !== rules.owner) return false;
  if (rules.folder.kind === 'any') return true;
  if (rules.folder.kind === 'root') return !item.ownerFolder;
  const titles = await run.once(`folder titles ${target.url}`, async () => new FolderTitles(target));
  const title = await titles.titleOf(item, signal);
  return title?.toLowerCase() === rules.folder.title.toLowerCase();
}

function isMeant(
  { run, rules }: OldCopySearch,
  item: Item,
  source: ItemSummary,
  keywords: string[],
  owner: string,
): boolean {
  if (!sameType(item.type, source.type)) return false;
  const own = item.typeKeywords ?? [];
  const [ofSource, replaced] = keywords;
  if (replaced && own.includes(replaced)) return true;
  const isOthers = own.some((keyword) => /^source-[0-9a-f]{32}$/i.test(keyword) && keyword !== ofSource);
  if (isOthers || !isOfPipeline(own, run.info.pipeline)) return false;
  if (own.includes(ofSource ?? '')) return true;
  // What carries no pipeline's mark belongs to none, and a pipeline deletes only what is its own.
  const isTitled = rules.match === 'title' && item.title === source.title && item.owner === owner;
  return isTitled && !run.info.pipeline;
}

function isOfPipeline(keywords: string[], pipeline: string): boolean {
  const marks = keywords.filter(
    (keyword) =>
      keyword.startsWith('copy-') && keyword !== UNFINISHED && !keyword.startsWith('copy-replaced-by-'),
  );
  return pipeline ? marks.includes(pipelineKeyword(pipeline)) : marks.length === 0;
}

/** The search index lags behind; what the owner has is known at once. Read once per run. */
function ownContent({ run, target, signal }: OldCopySearch, owner: string): Promise<Item[]> {
  if (!owner) return Promise.resolve([]);
  return run.once(`old copies of ${owner} in ${target.url}`, async () => {
    const items: Item[] = [];
    try {
      for await (const item of listContent(target, owner, signal)) items.push(item);
    } catch (error) {
      // Another user's content is only listed to administrators; the search has to do.
      if (!isRefusal(error)) throw error;
    }
    return items;
  });
}

async function reread(target: ReadablePortal, id: string, signal: AbortSignal): Promise<Item | null> {
  try {
    return await readItem(target, id, signal);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
