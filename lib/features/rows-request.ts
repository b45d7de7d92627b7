import type { Warning } from '../items/findings.js';
import type { ServiceMapping } from '../references/reference-map.js';
import type { LayerService } from './layer-service.js';

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

export interface RowsProgress {
  /** "0 Hydrants" */
  layer: string;
  rows: number;
  /** Rows that the layer has in the source. */
  of: number;
  attachments: number;
}

export interface RowsResult {
  /** Rows written, by source layer id. */
  rows: Record<string, number>;
  /** Attachments written, by source layer id. */
  attachments: Record<string, number>;
  /** Source fields, by source layer id, whose values the portal did not let keep; to be handed to `verifyService`. */
  notKept: Record<string, string[]>;
  warnings: Warning[];
}
