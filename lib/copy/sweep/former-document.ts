import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { Params } from '../../portal/portal.js';

/** An item as it was before it was re-pointed, so that it can be put back. */
export interface FormerDocument {
  /** Public URL of the portal that has the item. */
  portal: string;
  run: string;
  /** Epoch ms. */
  saved: number;
  item: { id: string; type: string; title: string; owner: string };
  /** Those properties that were changed, as they were; null for one that was not set. */
  properties: Params;
  /** The data, exactly as it was stored. */
  data: string;
  /** SHA-256 of the data that was written instead, to see later whether somebody edited it since. */
  written: string;
  /** Drafts among its resources that were changed: as they were, and the SHA-256 of what was written instead. */
  drafts?: FormerDraft[];
}

export interface FormerDraft {
  resource: string;
  access: string;
  text: string;
  written: string;
}

const ID = /^[\w-]{1,100}$/;

/** SHA-256 (hex) of a text. */
export function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Saves a former document as `<folder>/<run>/<item>.json`, safely on disk when this resolves. One that the same run saved before is kept: it is
 * what the item was before the run. Only the user of the process may read it, as maps hold all sorts of addresses. Returns the path.
 */
export async function saveFormer(folder: string, former: FormerDocument): Promise<string> {
  const path = join(folder, checked(former.run), `${checked(former.item.id)}.json`);
  const known = await readOne(path);
  const whole = known
    ? {
        ...known,
        properties: { ...former.properties, ...known.properties },
        written: former.written,
        drafts: mergeDrafts(known.drafts, former.drafts),
      }
    : former;
  await mkdir(join(folder, former.run), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(whole, null, 1)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return path;
}

/** What each draft was at first, and what was written last. */
function mergeDrafts(known: FormerDraft[] = [], later: FormerDraft[] = []): FormerDraft[] {
  const first = new Map(known.map((draft) => [draft.resource, draft]));
  const merged = later.map((draft) => ({ ...(first.get(draft.resource) ?? draft), written: draft.written }));
  const names = new Set(merged.map(({ resource }) => resource));
  return [...known.filter(({ resource }) => !names.has(resource)), ...merged];
}

/** What a run has changed. Throws ARCGIS_NOT_FOUND if nothing of the run was saved in the folder. */
export async function readFormers(folder: string, run: string): Promise<FormerDocument[]> {
  const names = await readdir(join(folder, checked(run))).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const formers = await Promise.all(files.map((name) => readOne(join(folder, run, name))));
  const found = formers.filter((former) => former !== null);
  if (found.length > 0) return found;
  throw new ArcGISError(
    'ARCGIS_NOT_FOUND',
    `There are no former documents of the run "${run}" in ${folder}. Check the run's id (msg.arcgis.run.id, or the report) and the folder.`,
  );
}

async function readOne(path: string): Promise<FormerDocument | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const former = JSON.parse(text) as FormerDocument;
  if (typeof former.data === 'string' && typeof former.item?.id === 'string') return former;
  throw new ArcGISError('ARCGIS_INPUT', `${path} is no former document. Nothing was put back.`);
}

/** A run id comes in a message, and becomes part of a path. */
function checked(name: string): string {
  if (ID.test(name)) return name;
  throw new ArcGISError('ARCGIS_INPUT', `"${name}" is no id of a run or an item.`);
}
