import { readFile } from 'node:fs/promises';
import type { PortalContext } from '../../portal/portal-context.js';
import type { ItemRecord, StoredFile } from '../../store/records.js';
import { markReferences } from './mark-references.js';
import type { MarkedReference } from './marked-reference.js';
import { ReferenceResolver } from './resolve-reference.js';

/** Files larger than this many bytes are not looked into. */
const LARGEST = 8 * 1024 * 1024;

/** Properties of an item that hold references. */
const PROPERTIES = [
  'url',
  'description',
  'snippet',
  'licenseInfo',
  'accessInformation',
  'typeKeywords',
  'tags',
  'properties',
] as const;

/** The parts of an item that are text, and the references in them. */
export interface ItemReferences {
  references: MarkedReference[];
  /** The item's data: parsed JSON, else text; undefined if it is neither or too large. */
  data: unknown;
}

/** Reads properties, data and text resources of an item, and says where everything that they refer to is. */
export async function itemReferences(
  portal: PortalContext,
  item: ItemRecord,
  secure: boolean,
): Promise<ItemReferences> {
  const resolver = new ReferenceResolver(portal, secure);
  const properties = Object.fromEntries(PROPERTIES.map((name) => [name, item[name]]));
  const data = item.data ? await textOf(portal, item.data, item.dataIsText) : undefined;
  const parts: [string, unknown][] = [
    ['item', properties],
    ['data', data],
  ];
  for (const [name, file] of Object.entries(item.resources)) {
    parts.push([`resource ${name}`, await textOf(portal, file, false)]);
  }
  const found = await Promise.all(
    parts.map(async ([part, content]) =>
      (await markReferences(content, resolver)).map((one) => ({ part, ...one })),
    ),
  );
  return { references: found.flat(), data };
}

async function textOf(portal: PortalContext, file: StoredFile, isText: boolean): Promise<unknown> {
  if (file.bytes > LARGEST || (!isText && !/json|text|xml|javascript/.test(file.contentType)))
    return undefined;
  const text = await readFile(portal.store.files.path(file), 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
