import { ArcGISError } from './arcgis-error.js';

// What people copy from the address bar of a portal, all of it below the portal's own address.
const BELOW_PORTAL = /\/(home|sharing|portaladmin|apps|webhelp)(\/.*)?$/i;

/**
 * Public URL of a portal, without trailing slash and without /sharing/rest, from what a user typed or pasted: the scheme may be
 * missing (https is assumed), and anything from /home, /sharing, /apps or /portaladmin on is dropped.
 *
 * @throws ArcGISError ARCGIS_CONFIG if the text is no http(s) URL, or carries a user name or password.
 */
export function normalisePortalUrl(text: string): string {
  const typed = text.trim();
  if (typed === '') {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      'The portal has no URL. Enter one such as https://gis.example.org/portal.',
    );
  }
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `The portal URL is not a web address. Enter one such as https://gis.example.org/portal or https://myorg.maps.arcgis.com.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `The URL of the portal ${url.host} contains a user name or password. Take it out of the URL and use the fields for signing in.`,
    );
  }
  const path = url.pathname.replace(BELOW_PORTAL, '').replace(/\/+$/, '');
  return `${url.protocol}//${url.host}${path}`;
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
