import { asArray, asJson, type Json } from './definition.js';

/** What a portal says about one row of an edit. */
export interface EditResult {
  success: boolean;
  objectId: number | null;
  /** The portal's words if the row was refused. */
  reason: string;
}

/** A row that the portal refused. */
export interface RefusedRow {
  /** ObjectID in the source. */
  sourceId: number;
  reason: string;
}

/**
 * The per-row results of an edit, one for each row that was sent. The call itself succeeds with HTTP 200 even if every row is
 * refused; the reason is in `error.description`. A row without result counts as refused.
 */
export function editResults(answer: Json, key: string, sent: number): EditResult[] {
  const results = asArray<Json>(answer[key]);
  return Array.from({ length: sent }, (_, index) => {
    const result = results[index];
    if (!result) return { success: false, objectId: null, reason: 'the portal gave no result for this row' };
    const error = asJson(result.error);
    const words = String(error.description ?? error.message ?? 'no reason given');
    const id = Number(result.objectId);
    return {
      success: result.success === true,
      objectId: Number.isFinite(id) && id >= 0 ? id : null,
      reason: error.code === undefined ? words : `${words} (code ${error.code})`,
    };
  });
}
