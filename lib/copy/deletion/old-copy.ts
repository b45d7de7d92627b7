import type { LayerService } from '../../features/layer-service.js';
import type { Item } from '../../items/item.js';

/** A copy in the target for which a newer one stands, or will stand. */
export interface OldCopy {
  /** As it was when it was found. */
  item: Item;
  /** Id of the source item that it is a copy of. */
  sourceId: string;
  /** Id of the new copy; null as long as it is not made. */
  by: string | null;
  /** Its layers, if it is a hosted layer: what referred to them is re-pointed after it is gone, too. */
  service: LayerService | null;
  /** What became of it. */
  state: 'kept' | 'deleted';
}

/** A document of the target as it was looked at for references to older copies. */
export interface SeenDocument {
  title: string;
  type: string;
  /** Ids of the older copies that were looked for, and of those that it refers to. */
  lookedFor: Set<string>;
  refersTo: Set<string>;
}
