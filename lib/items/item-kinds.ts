import type { Item } from './item.js';
import {
  type DocumentFormat,
  ITEM_TYPES,
  type ItemFamily,
  type ItemKind,
  type ItemTypeRow,
} from './item-types.js';

export type { ItemFamily, ItemKind };

/** Kinds of items that have a service of their own, so that who refers to them has to know its layers. */
export const WITH_SERVICE: ReadonlySet<ItemKind> = new Set<ItemKind>(['layer', 'view', 'tiles']);

/** What of a kind there is to an item. */
interface KindOfItem {
  kind: ItemKind;
  /** Of documents: what their data is. */
  format?: DocumentFormat;
  family: ItemFamily;
  /** Why an unsupported item is not copied, for the person who reads the report. */
  reason?: string;
  /** What that person can do instead; of hosted tiles, if there is no package to copy. */
  instead?: string;
}

/** The rows by type: most types have one. */
const ROWS = new Map<string, ItemTypeRow[]>();
for (const row of ITEM_TYPES) {
  for (const type of row.types) ROWS.set(type, [...(ROWS.get(type) ?? []), row]);
}

/**
 * What kind of item it is, and how it is copied; decided by type, type keywords, and whether it is a file or only the address of one.
 * A type that is in no row is `unknown`.
 */
export function kindOf(item: Pick<Item, 'type' | 'typeKeywords' | 'url' | 'name' | 'size'>): KindOfItem {
  const keywords = new Set(item.typeKeywords);
  const row = ROWS.get(item.type)?.find(
    (one) => !one.keywords || one.keywords.some((word) => keywords.has(word)),
  );
  if (!row) return { kind: 'unknown', family: 'apps' };
  const { kind, format, family, reason, instead } = row;
  if (kind === 'unsupported') {
    return { kind, family, ...(reason !== undefined && { reason }), instead };
  }
  if (kind === 'tiles') return { kind, family, instead };
  const isRegistered = kind === 'file' && Boolean(item.url) && !(item.size > 0);
  return { kind: isRegistered ? 'url' : kind, ...(format && { format }), family };
}
