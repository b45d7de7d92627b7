/** A row on its way into a published layer. */
export interface PublishedRow {
  /** ObjectID in the file, to which attachments may refer. */
  objectId: number | null;
  attributes: Record<string, unknown>;
  geometry: unknown;
}

export interface PublishedAttachment {
  /** GlobalID or ObjectID of its row in the file. */
  parent: string | number;
  globalId: string | null;
  name: string;
  contentType: string;
  keywords: string;
  bytes: Uint8Array;
}

/** A layer or table that a file holds. */
export interface PublishedLayer {
  /** Layer definition as addToDefinition takes it, with the id that it shall have. */
  definition: Record<string, unknown>;
  rows(): Iterable<PublishedRow>;
  attachments(): Iterable<PublishedAttachment>;
}
