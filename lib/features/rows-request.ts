import type { Warning } from '../items/findings.js';
import type { ServiceMapping } from '../references/reference-map.js';
import type { LayerService } from './layer-service.js';
import type { RowFold } from './row-fold.js';
import type { RowShape } from './row-values.js';

/** From where to where. */
export interface RowsRequest {
  from: LayerService;
  to: { url: string; mapping: ServiceMapping };
}

export interface RowsOptions {
  signal?: AbortSignal;
  /** Told while rows and attachments are written. */
  progress?: (progress: RowsProgress) => void;
}

/** How the rows of an existing copy are brought in line. */
export interface RowsUpdateOptions extends RowsOptions {
  /** By what differs (default), or by emptying each layer and loading it anew. */
  mode?: 'changes' | 'reload';
  /** Names of fields by which rows are recognised instead of by GlobalID; of a layer the first one counts that it has. */
  keys?: readonly string[];
  /**
   * The highest attachment id of each layer of the source at the last copy, by layer id: later ones are sent although the copy has one of the same name,
   * size and keywords.
   */
  attachmentsUpTo?: Readonly<Record<string, number>>;
  /** Attachments of the same name, size and keywords are compared by their bytes. */
  attachmentBytes?: boolean;
}

export interface RowsProgress {
  /** "0 Hydrants" */
  layer: string;
  rows: number;
  /** Rows that the layer has in the source. */
  of: number;
  attachments: number;
}

/** The digest over all rows of a source layer, and over which of their columns. */
export interface ReadRows {
  rows: RowFold;
  shape: RowShape;
}

export interface RowsResult {
  /** Rows written, by source layer id. */
  rows: Record<string, number>;
  /** Attachments written, by source layer id. */
  attachments: Record<string, number>;
  /** What was read of the source on the way, by source layer id; to be handed to `verifyService`. */
  read: Record<string, ReadRows>;
  /** Source fields, by source layer id, whose values the portal did not let keep; to be handed to `verifyService`. */
  notKept: Record<string, string[]>;
  warnings: Warning[];
}
