declare const side: unique symbol;

/** Id of an item in the portal that is read. Never pass one where a target id is meant. */
export type SourceId = string & { readonly [side]: 'source' };
/** Id of an item in the portal that is written. */
export type TargetId = string & { readonly [side]: 'target' };

/** An item as `/content/items/<id>` gives it, as far as the engine names its keys. */
export interface Item {
  id: string;
  owner: string;
  title: string;
  type: string;
  typeKeywords: string[];
  name: string | null;
  description: string | null;
  snippet: string | null;
  tags: string[];
  url: string | null;
  access: 'private' | 'shared' | 'org' | 'public';
  /** Folder id; null in the root; only told to the owner and administrators. */
  ownerFolder?: string | null;
  /** Title of that folder. No portal tells it with the item: the engine adds it where it knows it. */
  folderTitle?: string | null;
  created: number;
  modified: number;
  /** Bytes, -1 for services and URL items. */
  size: number;
  thumbnail: string | null;
  properties: Record<string, unknown> | null;
  extent: number[][];
  spatialReference: string | null;
  accessInformation: string | null;
  licenseInfo: string | null;
  culture: string | null;
  categories?: string[];
  protected?: boolean;
  orgId?: string;
  isOrgItem?: boolean;
  [key: string]: unknown;
}
