import type { CallOptions, Params, ReadablePortal } from './portal.js';

/** A call that rest-js would send itself, as a portal takes it. */
export interface RestCall {
  target: string;
  params: Params;
  options: CallOptions;
}

/** `url` and `request` are what rest-js gives to the function in its `request` option. The HTTP method is left to the transport. */
export function restCall(portal: ReadablePortal, url: string, request: unknown): RestCall {
  const { params = {}, signal } = (request ?? {}) as { params?: Params; signal?: AbortSignal };
  const address = `${portal.url}/sharing/rest`;
  return {
    target: url.startsWith(`${address}/`) ? url.slice(address.length) : url,
    params,
    options: signal ? { signal } : {},
  };
}
