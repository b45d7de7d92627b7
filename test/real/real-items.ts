import type { LoadedDocument } from '../../sandbox/load/document.js';
import { readDocuments } from '../../sandbox/load/read-documents.js';
import { FOLDER } from './fixtures.js';

type Json = Record<string, unknown>;

/** Files that belong to another one: the two copies of one experience, or the parts of one item. */
const PARTS: Record<string, { whole: string; add: (item: LoadedDocument, part: LoadedDocument) => void }> = {
  'experience/phaakma_config.json': {
    whole: 'experience/phaakma_published-data.json',
    add: (item, { content }) => {
      item.resources = { ...item.resources, 'config/config.json': content };
    },
  },
  'experience/phaakma_info-item.json': {
    whole: 'experience/phaakma_published-data.json',
    add: (item, { properties = {} }) => {
      item.properties = { ...item.properties, ...properties };
    },
  },
  'hub/dave-public_site-item.json': {
    whole: 'hub/dave-public_site-data.json',
    add: (item, { properties = {}, id }) => {
      item.properties = properties;
      if (id !== undefined) item.id = id;
    },
  },
};

/** Answers of portals and services, which are no items: nobody else may be left out. */
const NO_ITEM = /^(?:portal|featureservice|mapservice|vectortile)\/|_site-resources\.json/;

/** Every real document that is an item, or a part of one, as the local portals load them. */
export async function realItems(): Promise<LoadedDocument[]> {
  const leftOut: string[] = [];
  const read = await readDocuments(FOLDER, (file, reason) => {
    leftOut.push(`${file.replace('items/', '')}: ${reason}`);
  });
  const unread = leftOut.filter((file) => !NO_ITEM.test(file));
  if (unread.length > 0) throw new Error(`Nobody can read ${unread.join(', ')}.`);
  const items = new Map<string, LoadedDocument>();
  for (const document of read) items.set(document.source.replace('items/', ''), { ...document });
  for (const [file, { whole, add }] of Object.entries(PARTS)) {
    const [item, part] = [items.get(whole), items.get(file)];
    if (item && part) add(item, part);
    items.delete(file);
  }
  // Not published yet: only the draft is there.
  const draft = items.get('experience/launchpad-sample_config.json');
  if (draft) {
    draft.resources = { 'config/config.json': draft.content };
    draft.content = { __not_publish: true } satisfies Json;
  }
  return [...items.values()];
}

/** The folder that a document is from: what kind of document it is. */
export function kindOfDocument({ source }: LoadedDocument): string {
  return source.split('/')[1] ?? '';
}
