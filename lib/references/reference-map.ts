/** What became of a source service (or of one that a new copy replaced) in the target. */
export interface ServiceMapping {
  /** Root URL of the target's service, without layer number. */
  url: string;
  /** Layer id in the source → layer id in the target. A layer that is not named keeps its id. */
  layers: Record<string, string>;
  /**
   * By source layer id: field name in the source → field name in the target. Only fields whose name changed; those of a related layer are
   * called `relationships/<id>/<field>` here, as pop-ups call them.
   */
  fields?: Record<string, Record<string, string>>;
  /**
   * Layers that another service of the target stands for: by source layer id the URL of the layer there, and the id of that service's
   * item.
   */
  elsewhere?: Record<string, { url: string; item?: string }>;
  /**
   * Id of the source item whose service this is. Documents that name a layer by item id and layer number,
   * without a URL, are only renumbered where it is given.
   */
  item?: string;
}

/**
 * What each source reference became in the target. Plain JSON: part of the item message. Keys are source (or
 * replaced) ids and URLs.
 */
export interface ReferenceMap {
  items: Record<string, string>;
  services: Record<string, ServiceMapping>;
  groups: Record<string, string>;
  users: Record<string, string>;
}
