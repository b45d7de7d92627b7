/** A reference to the source that is still in the copy. */
export interface Residue {
  /** Where: "data:$.operationalLayers[0].url", "item:$.url", "resource:config/config.json:$.a.b". */
  path: string;
  /** The URL or id, whole (at most 400 characters), with up to 60 characters of context on each side, tokens removed. */
  value: string;
  /** Why it stays; null if nothing explains it (then the item is not ok). */
  reason: ResidueReason | null;
}

export type ResidueReason =
  | 'not-hosted-service' // a service that runs on the source's own server and cannot be copied: the copy refers to it
  | 'not-copied' // an item of the source that was not copied because of its type or the user's choice
  | 'not-accessible' // an item that the signed-in user may not read
  | 'dependency-failed' // its copy failed in this run
  | 'basemap-service'; // a tile or vector tile service of the source's organisation, used as a basemap
