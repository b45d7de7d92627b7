import type { NodeDef } from 'node-red';

/** What the dialog of delete-existing holds. */
export interface DeleteExistingDef extends NodeDef {
  /** Id of the portal-config node of the target. */
  target: string;
  /** At the end of the run, if the new copy is proven and nothing uses the old one; or at once. */
  moment: 'proven' | 'now';
  /** Only says what would be deleted. */
  dryRun: boolean;
  match: 'source-id' | 'title';
  owner: string;
  ownerType: string;
  folder: 'any' | 'root' | 'named';
  folderName: string;
  folderNameType: string;
  permanent: boolean;
  /** Seconds without movement after which items that did not arrive count as gone. */
  quiet: string | number;
}
