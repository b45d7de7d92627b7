import { ArcGISError } from '../../portal/arcgis-error.js';
import type { PlainError } from './message.js';

/** An error as it goes into messages and reports: code and words, no stack, no library object. */
export function plainError(error: unknown): PlainError {
  if (!(error instanceof ArcGISError)) {
    return { code: 'ARCGIS_UNEXPECTED', message: error instanceof Error ? error.message : String(error) };
  }
  const { esriCode, portalMessage } = error.details;
  return {
    code: error.code,
    message: error.message,
    ...(esriCode !== undefined && { esriCode }),
    ...(portalMessage !== undefined && { portalMessage }),
  };
}
