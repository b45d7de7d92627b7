/** Where a reference leads: to something of this portal, of a portal that it knows, to neither, or to what does not exist there. */
export type Where = 'here' | 'neighbour' | 'elsewhere' | 'broken';

/** A reference of an item. */
export interface MarkedReference {
  /** Which part of the item holds it: 'data', 'item', 'resource x'. */
  part: string;
  /** JSON path in that part. */
  path: string;
  /** As it is written. */
  value: string;
  where: Where;
  /** What it leads to, or what is missing, in words. */
  what: string;
  /** Address of its page, if it has one. */
  link: string | null;
}

/** What a reference leads to. */
export type Target = Pick<MarkedReference, 'where' | 'what' | 'link'>;
