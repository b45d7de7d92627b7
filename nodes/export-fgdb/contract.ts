import type { NodeDef } from 'node-red';

/** What the dialog of export-fgdb holds. */
export interface ExportFgdbDef extends NodeDef {
  /** Id of the portal-config node. */
  source: string;
  /** Id of another one; '' if the target is not known here. */
  target: string;
  folder: string;
  folderType: string;
  /** Minutes that the portal may take for one export. */
  timeLimit: string;
}
