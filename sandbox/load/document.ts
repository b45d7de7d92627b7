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
  /** Files of a package by name: the data are that package. */
  members?: Record<string, string>;
  /** Resources by path. */
  resources?: Record<string, unknown>;
  /** Title of the folder that it goes to. */
  folder?: string;
  /** Definitions of the layers of its service, tables too. */
  layers?: Json[];
}

/** Everything in which a document may name others: data, files of its package, resources, properties. */
export function contentOf({ content, members = {}, resources, properties }: LoadedDocument): unknown[] {
  return [content, Object.values(members).map(parsed), resources, properties].filter(
    (part) => part !== undefined,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
