import type { ItemDetails, Town } from '../town.js';

/** An item whose data is JSON that refers to other items. */
export interface DocumentPlan extends ItemDetails {
  data: (town: Town) => Record<string, unknown>;
}
