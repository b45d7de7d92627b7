import type { NodeDef } from 'node-red';
import type { CopyFields } from '../shared/read-copy-settings.js';

/** What the dialog of add-and-publish holds. */
export interface AddAndPublishDef extends NodeDef, CopyFields {
  /** Ids of the portal-config nodes. */
  source: string;
  target: string;
  /** The uploaded file stays in the target, as the source of the service. */
  keepFile: boolean;
}
