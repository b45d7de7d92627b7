import type { NodeDef } from 'node-red';
import type { CopyFields } from '../shared/read-copy-settings.js';

/** What the dialog of export-fgdb holds. */
export interface ExportFgdbDef
  extends NodeDef,
    Pick<CopyFields, 'match' | 'whenExists' | 'table' | 'pairs' | 'pairsType'> {
  /** Id of the portal-config node. */
  source: string;
  /** Id of another one; '' if the target is not known here. */
  target: string;
  /** Folder on disk. */
  folder: string;
  folderType: string;
  /** As in add-and-publish: the file stays in the target, and gets the data of later runs. */
  keepFile: boolean;
  /** Minutes that the portal may take for one export. */
  timeLimit: string;
}
