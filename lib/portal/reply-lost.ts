import { ArcGISError } from './arcgis-error.js';

/** True for a failed write of which nobody knows whether the portal did it: the answer was lost, late, or came from a gateway. */
export function replyLost(error: unknown): boolean {
  if (!(error instanceof ArcGISError)) return false;
  const { esriCode, httpStatus } = error.details;
  return (
    error.code === 'ARCGIS_NETWORK' ||
    error.code === 'ARCGIS_TIMEOUT' ||
    [502, 503, 504].includes(esriCode ?? 0) ||
    (esriCode === undefined && (httpStatus ?? 0) >= 500)
  );
}
