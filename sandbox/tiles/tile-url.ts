import type { PortalContext } from '../portal/portal-context.js';
import type { TileServiceType } from './tile-content.js';

/** Path of the tile services' root: ArcGIS Online has a server of its own for them. */
export function tilesContext({ kind, orgId }: Pick<PortalContext, 'kind' | 'orgId'>): string {
  return kind === 'enterprise' ? '/server' : `/tiles/${orgId}/arcgis`;
}

/** Path of a hosted tile service below rest/services. */
export function tilePath({ kind }: Pick<PortalContext, 'kind'>, name: string, type: TileServiceType): string {
  return kind === 'enterprise' ? `Hosted/${name}/${type}` : `${name}/${type}`;
}

/** Address of a hosted tile service. */
export function tileUrl(portal: PortalContext, path: string, secure = false): string {
  return `${tilesRoot(portal, secure)}/rest/services/${path}`;
}

/** Root of the server with the tiles, without /rest. */
export function tilesRoot(portal: PortalContext, secure: boolean): string {
  return new URL(portal.addresses.of(secure).server).origin + tilesContext(portal);
}

/** Whether a hosted tile service has the name, or will have it when its job is done, or had it and is in the recycle bin. */
export function tileNameTaken(portal: PortalContext, name: string, type: TileServiceType): boolean {
  const path = tilePath(portal, name, type).toLowerCase();
  return [...portal.store.items()].some((item) => item.service?.toLowerCase() === path);
}
