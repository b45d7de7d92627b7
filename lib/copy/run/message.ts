import type { Check, Warning } from '../../items/findings.js';
import type { NotCopied } from '../../items/not-copied.js';
import type { ReferenceMap } from '../../references/reference-map.js';
import type { Residue } from '../../references/residue.js';

/** Outcome of an item. `deleted` is for old copies, `planned` for a dry run. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'skipped' | 'failed' | 'deleted' | 'planned';

/** What a dry run says that the outcome would be. */
export type PlannedOutcome = 'created' | 'updated' | 'unchanged' | 'skipped';

export interface RunInfo {
  id: string;
  /** Epoch ms. */
  started: number;
  pipeline: string;
  dryRun: boolean;
}

export interface ItemSummary {
  id: string;
  type: string;
  title: string;
  owner: string;
  folder: string | null;
  url: string | null;
  modified: number;
}

export interface Side {
  /** Public URL of the portal. */
  portal: string;
  item: ItemSummary;
}

/** What an error is in a message: plain JSON, redacted. */
export interface PlainError {
  code: string;
  message: string;
  esriCode?: number;
  portalMessage?: string;
}

/** One per node that a message passed. Reading nodes give no outcome. */
export interface Step {
  node: string;
  outcome?: Outcome;
  /** Of a planned one: what it would be. */
  planned?: PlannedOutcome;
  started: number;
  ms: number;
  /** HTTP requests made on this item's behalf. */
  requests?: number;
  checks: Check[];
  warnings: Warning[];
  residue: Residue[];
  /** How many references were replaced by those of the target: strings, keys and layer numbers that were written otherwise. */
  rewritten?: number;
  error?: PlainError;
}

/** Something that was copied on this item's behalf. */
export interface Dependency {
  source: ItemSummary;
  target: ItemSummary | null;
  outcome: Outcome;
  /** Of a planned one: what it would be. */
  planned?: PlannedOutcome;
}

/** `msg.arcgis` of an item message. Plain JSON, crosses MQTT, HTTP or a context store. */
export interface ArcgisMessage {
  run: RunInfo;
  source: Side;
  target?: Side;
  file?: { path: string; name: string; bytes: number; sha256: string };
  map: ReferenceMap;
  replaced: { item: { id: string; url: string | null }; by: string }[];
  dependencies: Dependency[];
  steps: Step[];
  error?: PlainError;
}

/** `msg.arcgis` of the message that search-items sends on its second output. */
export interface CountsMessage {
  run: RunInfo;
  source: { portal: string };
  counts: {
    found: number;
    /** By ArcGIS item type. */
    types: Record<string, number>;
    /** Doubles and marked temporary items that were left out. */
    leftOut: number;
    /** Items that cannot be copied, by type, with the reason; absent if there are none. */
    notCopied?: NotCopied[];
  };
}
