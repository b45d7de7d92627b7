import type { NodeDef } from 'node-red';

/** What the dialog of copy-report holds. */
export interface CopyReportDef extends NodeDef {
  /** Seconds without any movement after which items that did not arrive count as gone; blank for the default. */
  quiet: string | number;
}
