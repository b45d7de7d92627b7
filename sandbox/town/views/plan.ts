import type { ItemDetails, ItemKey, Town } from '../town.js';

/** A view on a hosted feature service: some of its rows and fields. */
export interface ViewPlan extends ItemDetails {
  type: 'Feature Service';
  serviceName: string;
  source: ItemKey;
  capabilities: string;
  layers: ViewLayerPlan[];
  data: (town: Town) => Record<string, unknown>;
}

export interface ViewLayerPlan {
  id: number;
  name: string;
  type: 'Feature Layer' | 'Table';
  geometryType?: string;
  /** Which rows of the source are seen; all if absent. */
  filter?: string;
  /** Fields of the source that are not seen. */
  hidden: string[];
  /** Symbols of its own. */
  drawingInfo?: Record<string, unknown>;
}
