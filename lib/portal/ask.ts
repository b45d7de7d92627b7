import type { Params } from './portal.js';

/** A call without token, outside the limit of concurrent calls: what getting a token needs. `date`: the answer's Date header in epoch ms. */
export type Ask = (url: URL, params: Params) => Promise<{ json: unknown; date: number | undefined }>;
