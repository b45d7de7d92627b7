/**
 * Root of the ArcGIS server that a service address belongs to ("https://h/server" of "https://h/server/rest/services/…" or
 * "…/rest/admin/services/…"), without trailing slash; null if the address is no service's.
 */
export function serviceRoot(url: URL): string | null {
  const match = /^(.*?)\/rest\/(?:services|admin)(?:\/|$)/i.exec(url.pathname);
  return match ? `${url.protocol}//${url.host}${match[1] ?? ''}` : null;
}
