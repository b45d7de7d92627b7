/** A file of the store; the key is its name in the store's folder. */
export interface StoredFile {
  key: string;
  /** As it was called when it was uploaded. */
  name: string;
  contentType: string;
  bytes: number;
}

export interface StoredResource extends StoredFile {
  access: 'inherit' | 'private';
  created: number;
}

/** Work that goes on after the call that started it was answered. */
export interface Job {
  id: string;
  type: 'publish' | 'export' | 'commit';
  state: 'processing' | 'completed' | 'failed';
  message: string;
  /** Not completed before (epoch ms). */
  until: number;
}

/** What the owner of an item may set, by the names of the item JSON. */
export interface ItemProperties {
  title: string;
  type: string;
  typeKeywords: string[];
  description: string | null;
  tags: string[];
  snippet: string | null;
  documentation: string | null;
  extent: number[][];
  categories: string[];
  spatialReference: string | null;
  accessInformation: string | null;
  licenseInfo: string | null;
  culture: string | null;
  properties: unknown;
  advancedSettings: unknown;
  /** With the http addresses of this portal, whatever the client came by. */
  url: string | null;
  commentsEnabled: boolean;
  /** What an app is said to be in the marketplace. */
  appCategories?: string[];
  industries?: string[];
  languages?: string[];
  contentStatus: string | null;
}

export interface ItemRecord extends ItemProperties {
  id: string;
  owner: string;
  /** Folder id, null for the root. */
  folder: string | null;
  created: number;
  modified: number;
  /** File name, or the name of the hosted service. */
  name: string | null;
  access: 'private' | 'org' | 'public';
  /** Ids of the groups it is shared with. */
  groups: string[];
  protected: boolean;
  /** Bytes, -1 without data. */
  size: number;
  data: StoredFile | null;
  /** The data is text that came as a parameter, not a file. */
  dataIsText: boolean;
  /** 'thumbnail/<name>' if there is one. */
  thumbnail: string | null;
  /** By path below info/: 'thumbnail/x.png', 'metadata/metadata.xml'. */
  info: Record<string, StoredFile>;
  resources: Record<string, StoredResource>;
  /** Uncommitted multipart upload: parts by number. */
  parts: Record<string, StoredFile> | null;
  job: Job | null;
  /** When it went to the recycle bin (epoch ms). */
  recycled: number | null;
  /** Path of its hosted service below rest/services. */
  service: string | null;
  /** Item whose file the service was published from. */
  publishedFrom: string | null;
  /** Item of the service that the file was exported from. */
  exportedFrom?: string;
}

export interface UserRecord {
  username: string;
  id: string;
  /** `<salt>:<digest>` */
  password: string;
  fullName: string;
  email: string;
  role: 'org_admin' | 'org_publisher' | 'org_user';
  created: number;
  modified: number;
  lastLogin: number;
  description: string | null;
  tags: string[];
  disabled: boolean;
  properties: unknown;
  /** Id of a custom role; `role` is then the built-in one that it is shown as. */
  roleId?: string;
  /** What the profile says beside that: culture, region, units, preferredView, access… */
  profile?: Record<string, string | null>;
  /** User type, for example 'creatorUT'. */
  licenseType?: string;
  /** Id of the group that holds the favourites, once there are some. */
  favourites?: string;
  thumbnail?: StoredFile | null;
  categories?: string[];
}

export interface GroupRecord {
  id: string;
  title: string;
  owner: string;
  description: string | null;
  snippet: string | null;
  tags: string[];
  access: 'private' | 'org' | 'public';
  isInvitationOnly: boolean;
  isViewOnly: boolean;
  capabilities: string[];
  protected: boolean;
  created: number;
  modified: number;
  sortField: string;
  sortOrder: string;
  members: Record<string, { memberType: 'owner' | 'admin' | 'member'; joined: number }>;
  /** Further settings by the names of the group JSON: autoJoin, leavingDisallowed, hiddenMembers, phone… */
  settings?: Record<string, unknown>;
  thumbnail?: StoredFile | null;
  categorySchema?: CategoryRecord[];
  /** The group's categories of the items that are in it, by item. */
  itemCategories?: Record<string, string[]>;
  /** It holds the favourites of its owner: nobody finds it. */
  favourites?: true;
}

/** Somebody was asked to join a group. */
export interface InvitationRecord {
  id: string;
  group: string;
  username: string;
  from: string;
  role: 'group_member' | 'group_admin';
  created: number;
  /** Epoch ms. */
  expires: number;
}

/** Somebody asks to be let into a group. */
export interface ApplicationRecord {
  id: string;
  group: string;
  username: string;
  message: string;
  created: number;
}

export interface NotificationRecord {
  id: string;
  username: string;
  type: string;
  from: string;
  target: string;
  targetType: 'group' | 'organization' | 'user';
  data: Record<string, unknown>;
  created: number;
}

/** A role that the organisation has made itself. */
export interface RoleRecord {
  id: string;
  name: string;
  description: string;
  privileges: string[];
  created: number;
  modified: number;
}

/** The registration of an application at the portal. */
export interface AppRecord {
  clientId: string;
  /** Stored as it is: the portal tells it to the owner at any time. */
  secret: string;
  itemId: string;
  appType: string;
  redirectUris: string[];
  referrers: string[];
  privileges: string[];
  registered: number;
  modified: number;
}

/** A token that was given back before it expired; the id is its signature. */
export interface RevokedRecord {
  id: string;
}

/** A file of the organisation as a whole. */
export interface PortalResourceRecord {
  key: string;
  access: string;
  created: number;
  file: StoredFile;
}

export interface FolderRecord {
  id: string;
  username: string;
  title: string;
  created: number;
}

export interface RelationRecord {
  id: string;
  origin: string;
  destination: string;
  type: string;
  /** Who related them; nobody if the portal did it by itself. */
  creator?: string;
}

/**
 * A service that is being made or removed. Services and items are in two databases: after an interruption this says what to undo
 * or to finish.
 */
export interface UnsettledRecord {
  id: string;
  what: 'create' | 'delete';
}

/** A content category of the organisation and those below it. */
export interface CategoryRecord {
  title: string;
  description?: string;
  categories: CategoryRecord[];
}

/** What the organisation as a whole has set. */
export interface OrganisationRecord {
  categorySchema?: CategoryRecord[];
  /** A document of settings, by the names of its parameters. */
  settings?: Record<string, unknown>;
}
