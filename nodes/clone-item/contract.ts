import type { NodeDef } from 'node-red';
import type { CopyFields } from '../shared/read-copy-settings.js';

/** What the dialog of clone-item holds. */
export interface CloneItemDef extends NodeDef, CopyFields {
  /** Ids of the portal-config nodes. */
  source: string;
  target: string;
}
