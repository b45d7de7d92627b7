type Json = Record<string, unknown>;

/** A document that is to become an item. */
export interface LoadedDocument {
  /** Where it comes from, by which it is known again: 'items/webmap/x.json'. */
  source: string;
  title: string;
  type: string;
  /** The id by which other documents mean it. */
  id?: string;
  /** Address of its service, by which other documents mean it. */
  url?: string;
  /** Further properties of the item. */
  properties?: Json;
  /** Its data; absent for an item without. */
  content?: unknown;
  /** Title of the folder that it goes to. */
  folder?: string;
  /** Definitions of the layers of its service, tables too. */
  layers?: Json[];
}
