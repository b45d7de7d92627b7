import type { Json } from '../../features/definition.js';
import type { TargetId } from '../../items/item.js';
import type { HostedCopy } from '../layers/hosted-copy.js';
import type { Part } from '../proof/copy-envelope.js';

/** What `publish` is told. */
export interface Publishing {
  fileType: string;
  /** The item in the target that is published. */
  fileId: TargetId;
  /** `publishParameters` under this name. */
  parameters: (name: string) => Json;
  /** Further parameters of the call. */
  more: Json;
  /** Removes the item again, if it is there for this publishing only. */
  discard?: () => Promise<void>;
}

/** A copy that is there already, and the state of what it was made of then. */
export interface PresentTiles extends HostedCopy {
  layers: Record<string, number | null> | null;
}

/** What the tiles in the target are made of. */
export interface TileSource {
  /** Items without which there are no tiles, as a document names them. */
  needed: { itemId: string }[];
  /** The tiles can only be published when something else is complete, which may refer to them in turn. */
  defers: boolean;
  /** State of what they are made of: with the same one they need not be published again. Null if it has no copy, which was warned of. */
  state(present: PresentTiles | null): Promise<Record<string, number | null> | null>;
  /** Brings what is published into the target. */
  publishing(present: PresentTiles | null): Promise<Publishing>;
  /** Compares the tiles in the target with those in the source. Returns the documents of the service that may name the source. */
  verify(urls: { source: string; target: string }): Promise<Part[]>;
}

/** Item type that was published, and its id, as what `publish` is told of a package. */
export function publishingOf(fileType: string, fileId: string): Publishing {
  return {
    fileType,
    fileId: fileId as TargetId,
    parameters: (name) => ({ name, maxRecordCount: 2000 }),
    more: { buildInitialCache: /^(?:compact)?tilePackage$/i.test(fileType) },
  };
}
