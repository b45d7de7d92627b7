import { ArcGISError } from './arcgis-error.js';
import { onlineEnvironment } from './online-host.js';
import type { Params } from './portal.js';

/**
 * Address and parameters of a call. `target` is a path below /sharing/rest, or an absolute URL; its query becomes parameters (those given
 * win), and a `token` in it is dropped. Addresses of ArcGIS Online and of the portal's own host that items carry with http:// are called over
 * https when the portal is.
 */
export function resolveTarget(target: string, portal: string, params: Params): { url: URL; params: Params } {
  let url: URL;
  try {
    url = new URL(target.startsWith('/') ? `${portal}/sharing/rest${target}` : target);
  } catch {
    throw new ArcGISError('ARCGIS_INPUT', `"${target.slice(0, 200)}" is no URL of a service.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ArcGISError('ARCGIS_INPUT', `${url.protocol}// addresses cannot be called.`);
  }
  const own = new URL(portal);
  if (url.protocol === 'http:' && own.protocol === 'https:' && url.port === '') {
    if (url.hostname === own.hostname || onlineEnvironment(url) !== null) url.protocol = 'https:';
  }
  const query = Object.fromEntries([...url.searchParams].filter(([name]) => name.toLowerCase() !== 'token'));
  url.search = '';
  url.hash = '';
  url.username = '';
  url.password = '';
  return { url, params: { ...query, ...params } };
}
