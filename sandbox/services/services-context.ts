import type { Caller } from '../http/call.js';
import type { PortalKind, Profile } from '../profiles/profile.js';
import type { AttachmentFiles } from './attachments/attachment-files.js';
import type { GuidStyle } from './guid.js';
import type { Jobs } from './jobs.js';
import type { ServiceStore } from './service-store.js';
import type { ServiceSwitches } from './service-switches.js';
import type { Uploads } from './uploads.js';

/** What the services must know of the items they belong to. */
export interface ItemGate {
  access(itemId: string, caller: Caller | null): 'none' | 'read' | 'edit' | 'admin';
  /** Rows or definition have changed. */
  touched(itemId: string): void;
  titleOf(itemId: string): string;
  /** The file of an item that the caller may read; undefined if there is none for him. */
  fileOf?(itemId: string, caller: Caller | null): { path: string; name: string } | undefined;
}

/** What every part of the services works with. */
export interface ServicesContext {
  readonly kind: PortalKind;
  /** Product and version: what exists, how it is called, what is refused. */
  readonly profile: Profile;
  readonly orgId: string;
  /** Path of the server below its host: '/server' or '/<orgId>/arcgis'. */
  readonly root: string;
  readonly store: ServiceStore;
  readonly gate: ItemGate;
  readonly files: AttachmentFiles;
  readonly uploads: Uploads;
  readonly jobs: Jobs;
  readonly guids: GuidStyle;
  /** Folder for files in the making. */
  readonly work: string;
  /** Files that jobs have made, for download. */
  readonly results: AttachmentFiles;
  /** Keys of services whose views are being changed. */
  readonly locked: Set<number>;
  /** When services were deleted (epoch ms), by their names in lower case. */
  readonly deleted: Map<string, number>;
  /** As they are now; they may change while the portal runs. */
  switches(): ServiceSwitches;
}
