import type { Fault } from '../http/fault.js';
import type { RecordedRequest, RequestLog } from '../record/request-log.js';
import type { MapServiceDefinition } from '../services/map-service.js';
import type { ServiceSwitches } from '../services/service-switches.js';

/** Whose manners a portal has. */
export type PortalKind = 'enterprise' | 'online';

export interface SandboxUser {
  username: string;
  password: string;
  fullName?: string;
  email?: string;
  role: 'org_admin' | 'org_publisher' | 'org_user';
}

/** Work that goes on after the answer: `commit` puts the parts of an upload together. */
export type JobKind = 'publish' | 'export' | 'commit';

/** What can be changed while the portal runs. Those of the services have defaults of their own. */
export interface Switches extends Partial<Omit<ServiceSwitches, 'jobMs'>> {
  /** Ms until a change is seen by search. Reads by id see it at once. */
  indexLagMs: number;
  /** Least duration of a job, in ms. */
  jobMs: number;
  /** Jobs of these kinds that begin now never end: their state stays `processing`. */
  stuckJobs: JobKind[];
  /** Jobs of these kinds that begin now fail after their time, with the item that they have made. */
  failJobs: JobKind[];
  /** Smallest part of an upload in bytes, the last one apart. */
  minPartBytes: number;
  /** Bytes of all files together, beyond which uploads and exports are refused; 0 for no limit. */
  storageLimit: number;
  /** Longest life of a token, in ms. */
  tokenLifeMs: number;
  /** Tokens made before this moment (epoch ms) have expired. */
  tokensSince: number;
  /** The portal is in read-only mode and refuses writes. */
  readOnly: boolean;
  /** The federated server accepts portal tokens beside its own. */
  serverTakesPortalTokens: boolean;
  /** Ms per request. */
  latency: number;
  /** Bytes per second of all connections together, 0 for unlimited. */
  bandwidth: number;
  /** Called for every request; what it returns goes wrong with it. */
  fault?: ((request: RecordedRequest) => Fault | undefined) | undefined;
}

export interface SandboxOptions {
  kind: PortalKind;
  /** Folder for the databases and file contents; made if missing. What is in it survives restarts. */
  dir: string;
  /** First port; 0 or absent is any free one, further ones follow. Kept in `dir` and used again. */
  port?: number;
  /** A taken port is an error, not a reason for the next one. */
  strictPort?: boolean;
  /** Added if missing. There is always an administrator. */
  users?: SandboxUser[];
  /** Ms per request. */
  latency?: number;
  /** Bytes per second. */
  bandwidth?: number;
  switches?: Partial<Switches>;
  /** Services of the federated server that are not hosted. */
  mapServices?: MapServiceDefinition[];
  /** Told of unknown endpoints and of failures of the sandbox itself. */
  warn?: (text: string) => void;
}

export interface SandboxPortal {
  kind: PortalKind;
  /** http://127.0.0.1:7080/portal, http://127.0.0.1:7090 */
  url: string;
  /** The same portal over HTTPS. */
  https: string;
  /** File with the certificate of the private CA, PEM. */
  caFile: string;
  ca: string;
  admin: { username: string; password: string };
  /** Root of the services: http://127.0.0.1:7081/server, http://127.0.0.1:7091/<orgId>/arcgis */
  serverUrl: string;
  orgId: string;
  requests: RequestLog;
  switches: Switches;
  close(): Promise<void>;
}
