/** Local ArcGIS portals for trying things out and for tests. */
export type { Fault } from './http/fault.js';
export type { SandboxOptions, SandboxPortal, SandboxUser, Switches } from './portal/options.js';
export { type SandboxPair, startPair } from './portal/start-pair.js';
export { startPortal } from './portal/start-portal.js';
export type { PortalKind } from './profiles/profile.js';
export type { RecordedRequest } from './record/request-log.js';
