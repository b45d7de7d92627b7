import type { Params } from '../portal/portal.js';
import type { Item } from './item.js';

/**
 * What a finished copy knows of its making; kept in `properties.portalCopy` of the item. Times in epoch ms.
 */
export interface CopyStamp {
  /** Id of the source item. */
  source: string;
  /** `modified` of the source item when it was copied. */
  modified: number;
  /** Of layers: last edit of each layer of the source by layer id, null where the service does not tell. */
  layers?: Record<string, number | null>;
  /** Of layers: rows of each layer of the source when it was copied, by layer id. */
  rows?: Record<string, number>;
  /** Of layers: the highest attachment id of each layer of the source when it was copied, by layer id. */
  attachments?: Record<string, number>;
  /** Ids of groups that the document names, in the source → in the copy: a group is known by its title, which may change. */
  groups?: Record<string, string>;
  /**
   * Of services: URL of the source service, and which of its layers and fields are called otherwise in the copy. It serves those who refer to the
   * service when the source has it no more.
   */
  service?: {
    url: string;
    layers?: Record<string, string>;
    fields?: Record<string, Record<string, string>>;
  };
  /** Of layers: digest of the data that was written (pop-ups, forms), to see whether somebody edited just that. */
  data?: string;
  /** Digest of all that was written; the same digest means that writing it again would change nothing. */
  digest: string;
  /** Digest of the copy as it was when finished, to see whether somebody edited it since. */
  result?: string;
  /**
   * Of documents that refer to nothing which stayed behind: the source items that they need and those that they mention, and a digest of everything but
   * their content that decided what was written. As long as that is the same, and the source item was not modified, its data need not be read.
   */
  seen?: { needs: string[]; mentions: string[]; digest: string };
  /** When it was finished. */
  copied: number;
}

const KEY = 'portalCopy';

/** The stamp of a copy; null for an item without one, or with one that is not whole. */
export function readStamp(item: Pick<Item, 'properties'>): CopyStamp | null {
  const stamp = item.properties?.[KEY];
  if (typeof stamp !== 'object' || stamp === null) {
    return null;
  }
  const { source, modified, digest, copied } = stamp as Partial<CopyStamp>;
  const isWhole =
    typeof source === 'string' &&
    typeof modified === 'number' &&
    typeof digest === 'string' &&
    typeof copied === 'number';
  return isWhole ? (stamp as CopyStamp) : null;
}

/**
 * Parameters of an update that stamps a copy. The portal replaces `properties` as a whole, so the other
 * properties of the copy go with it.
 */
export function stampParams(stamp: CopyStamp, properties: Record<string, unknown> | null): Params {
  return { properties: { ...properties, [KEY]: stamp } };
}

/** Properties of an item without the stamp of a copy. */
export function withoutStamp(properties: Record<string, unknown> | null): Record<string, unknown> | null {
  if (properties === null || !(KEY in properties)) {
    return properties;
  }
  const { [KEY]: _stamp, ...others } = properties;
  return Object.keys(others).length === 0 ? null : others;
}
