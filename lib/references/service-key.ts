import { parseServiceUrl } from './parse-service-url.js';

/**
 * The form in which two URLs of a service are compared: the service's root without scheme, default port,
 * query and fragment, in lower case. ArcGIS compares folder and service names without case, and `/ArcGIS/`
 * and `/arcgis/`, http and https, the directory and the admin directory (`/rest/admin/services/`) lead to one
 * service. Works on server roots and other URLs as well.
 */
export function serviceKey(url: string): string {
  const text = parseServiceUrl(url)?.root ?? url.trim().replace(/[?#].*$/s, '');
  return text
    .replace(/^(https?:)?\/\//i, '')
    .toLowerCase()
    .replace(/^([^/]*?):(80|443)(?=\/|$)/, '$1')
    .replace('/rest/admin/services/', '/rest/services/')
    .replace(/\/+$/, '');
}
