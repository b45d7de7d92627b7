import type { Check, Warning } from '../items/findings.js';
import type { Item } from '../items/item.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import type { ReferenceMap } from '../references/reference-map.js';
import type { Residue } from '../references/residue.js';
import type { Dependency, ItemSummary, Outcome, PlainError, PlannedOutcome } from './run/message.js';
import type { Run } from './run/run.js';

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

/**
 * What is done with an item that another one needs and that was not chosen itself: it is copied, or its copy brought up to date (`update`); its copy is
 * used as it is, and made if there is none (`reuse`); its copy is used, else the reference keeps pointing at the source (`existing`); the reference
 * keeps pointing at the source (`source`); its copy is used, else the item that needs it fails before anything is written for it (`fail`).
 * What belongs to others, and what the portal software brings, is kept as a reference in any case.
 */
export type DependencyChoice = 'update' | 'reuse' | 'existing' | 'source' | 'fail';

/** Items by what a choice about them means: maps and apps; layers, views and other services; files. */
export type DependencyGroup = 'documents' | 'layers' | 'files';

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
  pairs?: readonly CopyPair[];
  /**
   * What happens if an item in the recycle bin of ArcGIS Online holds the name that a new copy is to have: it fails and says so (default), it gets
   * another name with a warning, or the deleted item is deleted for good.
   */
  whenRecycled?: 'fail' | 'rename' | 'purge';
  /** What happens to a copy that somebody edited since. */
  whenEdited: 'keep' | 'overwrite';
  /** How the rows of a copy that is there are brought in line: by what differs (default), or by emptying its layers and loading them anew. */
  rowUpdate?: 'changes' | 'reload';
  /** Names of fields by which rows are recognised instead of by GlobalID; of a layer the first one counts that it has. */
  rowKeys?: string[];
  /**
   * What becomes of the copies that a run makes if anything in it fails: they are kept (default), or all of them are deleted again at its end. What was in
   * the target before is never deleted.
   */
  whenFailed?: 'keep' | 'take-back';
  /** Share of a layer's rows (0 to 1) that may be missing in the source since the last copy; more stops the update. Default 0.2. */
  maxDrop?: number;
  /** Compare every row by value, a sample of 500 a layer, or only count them. */
  verify: 'full' | 'sample' | 'counts';
  /**
   * What becomes of a view whose source layer is neither copied nor in the target: it fails (default), or is copied as a layer of its own, with the
   * rows that it shows.
   */
  viewAlone?: 'fail' | 'layer';
  /** What is done with items that others need: one choice for all, or one for each kind. Default: documents `update`, layers and files `reuse`. */
  dependencies?: DependencyChoice | Partial<Record<DependencyGroup, DependencyChoice>>;
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
  /** A copy that the target has is used as it is. */
  reuse?: boolean;
  /** Id of the copy that this run has made of the item: it is written again, because what it mentions has a copy by now. */
  renewed?: string;
}

/** What was done with one item. */
export interface CopyResult {
  source: ItemSummary;
  /** The copy as it is now; null if there is none (skipped, planned). */
  target: Item | null;
  outcome: Outcome;
  /** Of a planned one: what it would be. */
  planned?: PlannedOutcome;
  /** The copy is used as it is, whatever has become of the source. */
  reused?: boolean;
  checks: Check[];
  warnings: Warning[];
  residue: Residue[];
  /** How many references were replaced by those of the target: strings, keys and layer numbers that were written otherwise. */
  rewritten: number;
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
