import type { RestOptions, WritablePortal, WriteOptions } from './portal.js';
import { restCall } from './rest-call.js';
import { restOptions } from './rest-options.js';

/**
 * Options that make a function of @esri/arcgis-rest-portal write through `portal`, under `options`: files go with these, so that they are
 * streamed from disk, not as a Blob of rest-js. Every call is a write.
 *
 * For functions that send one call. Give each a new object: many of them change the one that they get. Some put user names into paths as
 * they are.
 */
export function restWriteOptions(portal: WritablePortal, options: WriteOptions = {}): RestOptions {
  return {
    ...restOptions(portal, options),
    request: async (url, request) => {
      const call = restCall(portal, url, request);
      return portal.write(call.target, call.params, { ...options, ...call.options });
    },
  };
}
