/** URL of a service's administrative resource: the same path on both products, below /rest/admin/services. */
export function adminUrl(serviceUrl: string): string {
  return serviceUrl.replace(/\/rest\/services\//i, '/rest/admin/services/');
}

/** "Town_Hydrants" of …/rest/services/Hosted/Town_Hydrants/FeatureServer; of hosted tiles and scenes as well. */
export function serviceNameOf(serviceUrl: string): string {
  const match = /\/([^/]+)\/(?:Feature|Map|VectorTile|Scene|3DTiles)Server(?:\/|$)/i.exec(serviceUrl);
  return decodeURIComponent(match?.[1] ?? '');
}

/** Without trailing slash, layer number and query. */
export function serviceRoot(url: string): string {
  return url.replace(/(\/FeatureServer)(?:[/?].*)?$/i, '$1').replace(/\/+$/, '');
}
