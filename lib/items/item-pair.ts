import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import type { Check } from './findings.js';
import type { SourceId, TargetId } from './item.js';

/** An item and its copy, and the portals in which they are. */
export interface ItemPair {
  source: ReadablePortal;
  target: WritablePortal;
  sourceId: SourceId;
  targetId: TargetId;
  /** User name of the copy's owner. */
  targetOwner: string;
  signal?: AbortSignal;
}

/** What became of a part of an item: whether anything was written, and what was compared afterwards. */
export interface PartResult {
  changed: boolean;
  checks: Check[];
}

/** Options of a call that ends with the pair's work. */
export function callOptions({ signal }: { signal?: AbortSignal }): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
