import { dropToken } from './drop-token.js';
import { parseServiceUrl } from './parse-service-url.js';
import type { ServiceMapping } from './reference-map.js';

/**
 * The URL of a source service, or of one of its layers, as it is in the target: root and layer number from
 * the mapping, further path and query kept, a token in the query removed. A layer that the mapping does not
 * name keeps its number. A URL written without scheme stays so. Returns the text unchanged if it is no
 * service URL; whether the mapping is that of this service is the caller's business.
 */
export function replaceServiceUrl(text: string, mapping: ServiceMapping): string {
  const url = parseServiceUrl(text);
  if (url === null) {
    return text;
  }
  const elsewhere = url.layer === undefined ? undefined : mapping.elsewhere?.[url.layer];
  if (elsewhere !== undefined) {
    return targetRoot(url.root, elsewhere.url) + dropToken(url.rest);
  }
  const layer = url.layer === undefined ? '' : `/${mapping.layers[url.layer] ?? url.layer}`;
  return targetRoot(url.root, mapping.url) + layer + dropToken(url.rest);
}

function targetRoot(root: string, target: string): string {
  const admin = /\/rest\/admin\/services\//i.test(root)
    ? target.replace('/rest/services/', '/rest/admin/services/')
    : target;
  return root.startsWith('//') ? admin.replace(/^https?:/i, '') : admin;
}
