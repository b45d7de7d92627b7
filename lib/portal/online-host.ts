/**
 * Which ArcGIS Online a host belongs to: 'www' for the public one, else the name of the environment; null for hosts that are not Esri's.
 * All hosts of one environment accept the organisation's token.
 */
export function onlineEnvironment(url: URL): string | null {
  const host = url.hostname.toLowerCase();
  if (host !== 'arcgis.com' && !host.endsWith('.arcgis.com')) return null;
  return /(?:^|\.|-)(devext|dev|qaext|qa)\.(?:maps\.)?arcgis\.com$/.exec(host)?.[1] ?? 'www';
}
