import type { TargetId } from '../items/item.js';
import type { ServiceMapping } from '../references/reference-map.js';
import type { LayerService } from './layer-service.js';

/** A service that a view shows, and its copy. */
export interface ViewParent {
  source: LayerService;
  target: { itemId: TargetId; url: string; mapping: ServiceMapping };
}
