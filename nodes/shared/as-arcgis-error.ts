import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { redact } from '../../lib/portal/redact.js';

/**
 * Whatever was thrown, as an error that may be shown. Catch nodes get `stack` and `cause` of an error word for word, and the errors of libraries
 * carry requests and tokens there; so an unknown error becomes a fresh one of which only the redacted words remain.
 */
export function asArcGISError(thrown: unknown): ArcGISError {
  if (thrown instanceof ArcGISError) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new ArcGISError('ARCGIS_UNEXPECTED', redact(words) || 'Something failed without saying why.');
}
