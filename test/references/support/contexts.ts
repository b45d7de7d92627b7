import type { PortalAddresses } from '../../../lib/references/addresses.js';
import type { ReferenceMap } from '../../../lib/references/reference-map.js';
import type { RewriteContext } from '../../../lib/references/rewrite-references.js';

/** An id that reads well in a failing test: `id('a')` is 32 times a. */
export const id = (digit: string): string => digit.repeat(32);

/** ArcGIS Enterprise with a web adaptor and a federated server. */
export const source: PortalAddresses = {
  url: 'https://gis.town.example/portal',
  hosts: ['gis.town.example/portal', 'gis.town.example:7443/arcgis'],
  servers: ['https://gis.town.example/server'],
  orgId: '0123456789ABCDEF',
  isPortal: true,
  helpers: { geometry: 'https://gis.town.example/server/rest/services/Utilities/Geometry/GeometryServer' },
};

/** An organisation of ArcGIS Online. */
export const target: PortalAddresses = {
  url: 'https://town.maps.arcgis.com',
  hosts: ['town.maps.arcgis.com'],
  servers: ['https://services1.arcgis.com/NewOrg/arcgis'],
  orgId: 'NewOrg',
  isPortal: false,
  helpers: { geometry: 'https://utility.arcgisonline.com/arcgis/rest/services/Geometry/GeometryServer' },
};

export const hydrants = 'https://gis.town.example/server/rest/services/Hosted/Hydrants/FeatureServer';
export const newHydrants = 'https://services1.arcgis.com/NewOrg/arcgis/rest/services/Hydrants/FeatureServer';

/**
 * A context in which item a became b, group c became d, and the service of item a was copied with the layers
 * given.
 */
export function context(
  changes: Partial<ReferenceMap> & { layers?: Record<string, string> } = {},
): RewriteContext {
  const { layers = {}, ...map } = changes;
  return {
    map: {
      items: { [id('a')]: id('b') },
      services: { [hydrants]: { url: newHydrants, layers, item: id('a') } },
      groups: { [id('c')]: id('d') },
      users: {},
      ...map,
    },
    source,
    target,
  };
}
