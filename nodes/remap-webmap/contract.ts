import type { NodeDef } from 'node-red';
import type { PairFields } from '../shared/read-pair-fields.js';
import type { ScopeFields } from '../shared/read-scope.js';

/** What the dialog of remap-webmap holds. */
export interface RemapWebmapDef extends NodeDef, ScopeFields, PairFields {
  /** Ids of the portal-config nodes. The source may be blank. */
  target: string;
  source: string;
  /** The copy of each message, maps and apps that the target has, or what a run changed, to be put back. */
  scope: 'own' | 'target' | 'back';
  /** Which maps and apps of the target. */
  what: 'mine' | 'user' | 'group' | 'folder' | 'ids' | 'organisation';
  /** Folder for former documents; blank for one in Node-RED's user directory. */
  keep: string;
  keepType: string;
  /** Id of the run that is put back. */
  run: string;
  runType: string;
  /** Put back also what was edited since. */
  overwrite: boolean;
  /** Seconds without movement after which items that did not arrive count as gone. */
  quiet: string | number;
}
