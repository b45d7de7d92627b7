import type { CallOptions, ReadablePortal, RestOptions } from './portal.js';
import { restCall } from './rest-call.js';

/**
 * Options that make a function of @esri/arcgis-rest-portal read through `portal`, under `options`. Parameters are encoded by the transport,
 * not by rest-js. Every call is a read, whatever HTTP method rest-js would take; operations that change something are refused.
 *
 * For functions that give JSON and forward their `request` option. exportItem, getUserContent, isServiceNameAvailable, getUniqueServiceName
 * and reassignItem do not: they would send by themselves. Files and texts are read with `stream` and `readText` of the portal: rest-js holds
 * a file in memory, and drops the byte order mark of a text.
 */
export function restOptions(portal: ReadablePortal, options: CallOptions = {}): RestOptions {
  const address = `${portal.url}/sharing/rest`;
  return {
    portal: address,
    authentication: {
      portal: address,
      getToken: async () => '',
      getUsername: async () => (await portal.self(options.signal)).user?.username ?? '',
    },
    request: async (url, request) => {
      const call = restCall(portal, url, request);
      return portal.read(call.target, call.params, { ...options, ...call.options });
    },
  };
}
