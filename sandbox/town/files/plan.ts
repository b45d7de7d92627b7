import type { ItemDetails, Town } from '../town.js';

/** An item whose data is a file. */
export interface FilePlan extends ItemDetails {
  fileName: string;
  contentType: string;
  bytes: (town: Town) => Buffer | Promise<Buffer>;
}
