import type { Check, Warning } from '../items/findings.js';
import type { Item } from '../items/item.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import type { ReferenceMap } from '../references/reference-map.js';
import type { Residue } from '../references/residue.js';
import type { Dependency, ItemSummary, Outcome, PlainError } from './message.js';
import type { Run } from './run.js';

/**
 * One line of the table that says what in the target stands for what in the source: two item ids, or two URLs of services (or of one
 * layer each).
 */
export interface CopyPair {
  source: string;
  target: string;
  /**
   * Of item ids: the target's item is updated as the copy (default), or is only what references lead to and never written. URLs are always
   * of the second kind.
   */
  use?: 'update' | 'reference';
}

/** The choices of the user. */
export interface CopySettings {
  /** User name of the copy's owner; '' for the signed-in user. */
  owner: string;
  /** Folder of the copy: titled as in the source, the root, or one folder for all. */
  folder: { kind: 'same' } | { kind: 'root' } | { kind: 'named'; title: string };
  /** What happens to a copy that the target has already. */
  whenExists: 'update' | 'skip' | 'replace' | 'new';
  /**
   * How a copy is recognised: by the source id that it carries (default), or else by exact title, type, owner and folder as well, as
   * long as it carries no other item's id.
   */
  match?: 'source-id' | 'title';
  /** Comes before every other way to recognise a copy. */
  pairs?: CopyPair[];
  /** What happens to a copy that somebody edited since. */
  whenEdited: 'keep' | 'overwrite';
  /** Compare every row by value, or only count them. */
  verifyRows: 'all' | 'counts';
  /** Copy what an item refers to, even if it was not selected. */
  copyDependencies: boolean;
}

/** A File Geodatabase that holds the rows of one hosted layer, on this machine. */
export interface LayerGeodatabase {
  /** The item that it was exported from. */
  sourceId: string;
  path: string;
  bytes: number;
  sha256: string;
  /** Whether the file stays in the target, as the source of the service. */
  keep: boolean;
}

/** What one node knows when it copies: the run, the portals, the choices. */
export interface CopyContext {
  run: Run;
  source: ReadablePortal;
  target: WritablePortal;
  settings: CopySettings;
  /** Ends this message's work; the run's own signal ends it as well. */
  signal: AbortSignal;
  /** Told what the copy is doing, in words for a status line. */
  progress?: (what: string) => void;
  /** A new service for this one layer is published from a file, instead of being built row by row. */
  geodatabase?: LayerGeodatabase;
}

/** What was done with one item. */
export interface CopyResult {
  source: ItemSummary;
  /** The copy as it is now; null if there is none (skipped, planned). */
  target: Item | null;
  outcome: Outcome;
  checks: Check[];
  warnings: Warning[];
  residue: Residue[];
  /** What became of this item and of what it refers to. */
  map: ReferenceMap;
  dependencies: Dependency[];
  /** Older copies in the target that this one stands for now. */
  replaced: { item: { id: string; url: string | null }; by: string }[];
  /** Calls made for this item alone. */
  requests: number;
  ms: number;
  /** Why the outcome is `failed`. */
  error?: PlainError;
}
