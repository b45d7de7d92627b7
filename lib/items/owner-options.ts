import type { RestOptions, WritablePortal, WriteOptions } from '../portal/portal.js';
import { restWriteOptions } from '../portal/rest-write-options.js';

/**
 * Options for functions of rest-js that write in the content of `owner`. Leave out their own option `owner`:
 * they would put it into the path as it is, but names may hold characters that a path cannot (then another
 * address is called), and addItem would send it as a parameter of the item, too.
 */
export function ownerOptions(target: WritablePortal, owner: string, options: WriteOptions = {}): RestOptions {
  const rest = restWriteOptions(target, options);
  return {
    ...rest,
    authentication: { ...rest.authentication, getUsername: async () => encodeURIComponent(owner) },
  };
}
