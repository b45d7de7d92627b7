import type { NodeDef } from 'node-red';

/** What the dialog of share-groups holds. */
export interface ShareGroupsDef extends NodeDef {
  /** Ids of the portal-config nodes. */
  source: string;
  target: string;
  access: 'as-source' | 'private' | 'org' | 'public';
  groups: 'as-source' | 'none' | 'titles';
  titles: string;
  titlesType: string;
  createMissing: boolean;
}
