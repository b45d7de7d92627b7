import type { FaultPlan } from '../faults/fault-rule.js';
import type { Faults } from '../faults/faults.js';
import type { Fault } from '../http/fault.js';
import type { WireSwitches } from '../http/wire-switches.js';
import type { PortalKind, Profile, ProfileName } from '../profiles/profile.js';
import type { RecordedRequest, RequestLog } from '../record/request-log.js';
import type { MapServiceDefinition } from '../services/map-service.js';
import type { ServiceSwitches } from '../services/service-switches.js';
import type { CertificateState } from '../tls/certificates.js';
import type { ClientCertificate } from '../tls/client-certificates.js';

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
export interface Switches extends WireSwitches, Partial<Omit<ServiceSwitches, 'jobMs'>> {
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
  /** What a search gives beyond its 10,000 hits that can be paged: the first page once more, or nothing. */
  beyondPageable: 'first-page' | 'nothing';
  /** Without `sortField` the pages of a search fit together. Default false: the order of a later page is another one. */
  steadyRelevance: boolean;
  /** ArcGIS Enterprise starts with content of the product's own accounts (esri_…), which everybody can see. */
  systemContent: boolean;
  /** publish refuses every request inside `services`, inside HTTP 200: saying why, or nothing but `success: false`. */
  publishRefused: 'no' | 'with-reason' | 'without-reason';
  /** publish with `overwrite` puts a package in the place of the tiles, vector tiles or scenes that it made before; otherwise it is refused. Default true. */
  tilesOverwritten: boolean;
  /** publish of a package names the job; otherwise the answer has no jobId. Default true. */
  tileJobIds: boolean;
  /** Hosted tiles, vector tiles and scenes name their item (`serviceItemId`). Default true. */
  tileItemIds: boolean;
  /** How tiles, vector tiles and scenes are related to the hosted layer that they were cut from. Default `Service2Data`; `Service2Service` begins at the layer. */
  layerTilesRelation: 'Service2Data' | 'Service2Service' | 'none';
  /** What is published of a hosted layer has tiles: only with `buildInitialCache` (default), always, or never. */
  layerTilesBuilt: 'if-asked' | 'always' | 'never';
  /** Hosted tiles and vector tiles that were published from a package can be exported (exportTiles). Default false. */
  tilesExported: boolean;
  /** Tiles that are exported at once; an export of more fails. Default 100,000. */
  maxExportTiles: number;
  /** isServiceNameAvailable says yes to every name; making the service fails all the same. */
  serviceNamesLookFree: boolean;
  /** Tags come as a JSON list as well as joined by commas, so that a tag can hold a comma. */
  tagsAsList: boolean;
  /** Items of any type may be added, also of types that the portal does not know. Default false. */
  anyItemType: boolean;
  /** Items of every type take file resources; false is those of the documented types only. */
  anyResourceType: boolean;
  /** Of file resources that are added to one item at the same time only the first call's are kept, though each call succeeds. */
  losesParallelResources: boolean;
  /** Newest format of dashboards (`version` in their data) that the portal's own application reads. */
  dashboardsVersion: number;
  /** Ms per request. */
  latency: number;
  /** Bytes per second of all connections together, 0 for unlimited. */
  bandwidth: number;
  /** Called for every request before the rules for faults; what it returns goes wrong with it. */
  fault?: ((request: RecordedRequest) => Fault | undefined) | undefined;
}

export interface SandboxOptions {
  kind: PortalKind;
  /** Product and version, of the same kind. Default: that of the data in `dir`, or the newest of the kind. */
  profile?: ProfileName;
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
  /** What goes wrong on purpose. */
  faults?: FaultPlan;
  /** What is wrong with the certificate of the HTTPS listeners. Default 'valid': for 127.0.0.1 and localhost, by a private CA. */
  certificate?: CertificateState;
  /**
   * The HTTPS listener of the sharing API asks for client certificates, and whom one names (CN) is signed in with it. 'optional': it also answers
   * without; 'page': without there is only HTTP 403; 'handshake': without there is no connection. Default 'none'.
   */
  clientCertificates?: 'none' | 'optional' | 'page' | 'handshake';
  /** Services of the federated server that are not hosted. */
  mapServices?: MapServiceDefinition[];
  /** Told of unknown endpoints and of failures of the sandbox itself. */
  warn?: (text: string) => void;
}

export interface SandboxPortal {
  kind: PortalKind;
  profile: Profile;
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
  /** What goes wrong on purpose. */
  faults: Faults;
  /** A certificate by which this user is signed in, with its key; PEM, and files that hold them. */
  clientCertificate(username: string): Promise<ClientCertificate>;
  switches: Switches;
  close(): Promise<void>;
}
