import type { Stage } from './stage.js';

/** Uses one exported function the documented way, and checks answer and effect. If a text comes back it is a note for the table. */
type Case = (stage: Stage) => Promise<unknown>;

/** Cases by the name of the exported function. */
export type Cases = Record<string, Case>;
