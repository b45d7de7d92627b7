import type { CopyResult } from '../../../lib/copy/copy-settings.js';
import { plainError } from '../../../lib/copy/run/plain-error.js';
import { ArcGISError } from '../../../lib/portal/arcgis-error.js';

/** What became of one copy, as far as tests of faults ask for it. */
export type Ended = Pick<CopyResult, 'outcome' | 'warnings' | 'checks' | 'target' | 'error'>;

/** What stops every copy is thrown: of one copy it is the failure. */
export function asFailed(error: unknown): Ended {
  if (!(error instanceof ArcGISError)) throw error;
  return { outcome: 'failed', warnings: [], checks: [], target: null, error: plainError(error) };
}
