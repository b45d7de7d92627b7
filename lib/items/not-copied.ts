import type { Item } from './item.js';
import { kindOf } from './item-kinds.js';

/** Items of one type that cannot be copied. */
export interface NotCopied {
  type: string;
  titles: string[];
  reason: string;
  /** What the user can do. */
  instead: string;
}

/** Which of the items cannot be copied, and why: known from what they are, before anything is read or written. By type. */
export function notCopied(items: readonly Item[]): NotCopied[] {
  const found = new Map<string, NotCopied>();
  for (const item of items) {
    const { kind, reason = '', instead = '' } = kindOf(item);
    if (kind !== 'unsupported') continue;
    const key = `${item.type} ${reason}`;
    const known = found.get(key) ?? { type: item.type, titles: [], reason, instead };
    known.titles.push(item.title);
    found.set(key, known);
  }
  return [...found.values()];
}
