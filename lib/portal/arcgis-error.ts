/** Stable codes that flows may branch on; the README documents each. */
export type ArcGISErrorCode =
  | 'ARCGIS_CONFIG'
  | 'ARCGIS_INPUT'
  | 'ARCGIS_AUTH'
  | 'ARCGIS_FORBIDDEN'
  | 'ARCGIS_NOT_FOUND'
  | 'ARCGIS_EXISTS'
  | 'ARCGIS_PROTECTED'
  | 'ARCGIS_QUOTA'
  | 'ARCGIS_RATE_LIMIT'
  | 'ARCGIS_JOB_FAILED'
  | 'ARCGIS_TIMEOUT'
  | 'ARCGIS_CANCELLED'
  | 'ARCGIS_NETWORK'
  | 'ARCGIS_TLS'
  | 'ARCGIS_PARTIAL'
  | 'ARCGIS_UNEXPECTED';

/** What is known of a failure besides its words. Plain values only: no request, no token, no library object. */
export interface ArcGISErrorDetails {
  /** Public URL of the portal or server that answered (or did not). */
  portal?: string;
  /** The item that was worked on, as "type "title" (id)". */
  item?: string;
  /** Path of the call, without query and without secrets. */
  endpoint?: string;
  /** `error.code` of the ArcGIS error envelope. */
  esriCode?: number;
  /** `error.messageCode` of the envelope, such as CONT_0027. */
  messageCode?: string;
  /** `error.message` and `error.details` of the envelope, redacted. */
  portalMessage?: string;
  httpStatus?: number;
}

/**
 * The one error type of the engine. `message` is written for the person who reads it: what failed, on which item and portal,
 * what the portal said, and what to do next.
 */
export class ArcGISError extends Error {
  override readonly name = 'ArcGIS';

  constructor(
    readonly code: ArcGISErrorCode,
    message: string,
    readonly details: ArcGISErrorDetails = {},
  ) {
    super(message);
  }
}
