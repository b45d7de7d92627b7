import type { PortalSelf, ReadablePortal } from './portal.js';
import { portalKey } from './portal-key.js';

/**
 * Whether two connections lead to the same organisation: by address, or by what the portals say of themselves, as one portal may have
 * several addresses. An organisation of ArcGIS Online has an id of its own; every ArcGIS Enterprise has the same one ("0123456789ABCDEF"), so
 * there the host name has to be the same as well, by one of the ports that the portal has.
 */
export async function samePortal(
  a: ReadablePortal,
  b: ReadablePortal,
  signal?: AbortSignal,
): Promise<boolean> {
  if (portalKey(a.url) === portalKey(b.url)) return true;
  const [first, second] = await Promise.all([a.self(signal), b.self(signal)]);
  if (first.id === '' || first.id !== second.id || first.isPortal !== second.isPortal) return false;
  const names = namesOf(second);
  return !first.isPortal || namesOf(first).some((name) => names.includes(name));
}

/** A portal without web adaptor names itself by the port that it was asked at, and tells both. */
function namesOf({ portalHostname, httpPort, httpsPort }: PortalSelf): string[] {
  const [authority = '', ...context] = portalKey(portalHostname).split('/');
  const host = authority.replace(/:\d+$/, '');
  const ports = [httpPort, httpsPort].filter(
    (port) => typeof port === 'number' && port > 0 && port !== 80 && port !== 443,
  );
  return [portalKey(portalHostname), ...ports.map((port) => [`${host}:${port}`, ...context].join('/'))];
}
