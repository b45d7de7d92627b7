import type { NodeDef } from 'node-red';
import type { ScopeFields } from '../shared/read-scope.js';

/** What the dialog of search-items holds. */
export interface SearchItemsDef extends NodeDef, ScopeFields {
  /** Id of the portal-config node of the source. */
  portal: string;
  scope: 'mine' | 'user' | 'group' | 'folder' | 'ids' | 'organisation';
  pipeline: string;
  pipelineType: string;
  /** What happens when a message comes while the last run of the pipeline is still going. */
  overlap: 'refuse' | 'queue' | 'join';
  /** The nodes of the run say what they would do, and write nothing. */
  dryRun: boolean;
}
