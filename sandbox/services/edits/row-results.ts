import { rowRefusal } from '../../http/refused-row.js';
import type { PortalKind } from '../../profiles/profile.js';
import { ValueError } from '../field-values.js';
import { DuplicateError, MissingRowError, type RowKey } from './row-writer.js';

/** What an edit answers for one row or attachment. */
export interface RowResult {
  objectId: number;
  uniqueId?: number;
  globalId: string | null;
  success: boolean;
  error?: { code: number; description: string };
}

/** To be called before a row or attachment is changed. Throws ValueError for the one that is refused on purpose. */
export function demandTaken(): void {
  const words = rowRefusal();
  if (words !== null) throw new ValueError(words);
}

export function succeeded(key: RowKey): RowResult {
  return { objectId: key.objectId, uniqueId: key.objectId, globalId: key.globalId, success: true };
}

/** The row error of a failure: rows say `description` where other errors say `message`. Failures of the sandbox itself are thrown on. */
export function failed(error: unknown, kind: PortalKind, objectId = -1): RowResult {
  return { objectId, globalId: null, success: false, error: rowError(error, kind) };
}

/** What the other rows of a request answer when one failed and everything was taken back. */
export function rolledBack(result: RowResult): RowResult {
  if (!result.success) return result;
  return { ...result, success: false, error: { code: 1003, description: 'Operation rolled back.' } };
}

function rowError(error: unknown, kind: PortalKind): { code: number; description: string } {
  if (error instanceof MissingRowError) return { code: 1019, description: 'Feature does not exist.' };
  if (error instanceof ValueError) return { code: 1000, description: error.message };
  if (error instanceof DuplicateError) {
    const description =
      kind === 'online'
        ? 'Cannot insert duplicate key row in object with unique index. The statement has been terminated.'
        : 'duplicate key value violates unique constraint';
    return { code: 1000, description };
  }
  throw error;
}
