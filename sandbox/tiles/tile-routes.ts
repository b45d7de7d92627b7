import { BytesAnswer, PortalError, StatusAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import { accessTo, forbidden } from '../portal/access.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';
import type { Json, TileContent, TileServiceType } from './tile-content.js';
import { tileExportRoutes } from './tile-export-routes.js';
import { tilePath } from './tile-url.js';

/** Deepest path below a service: layers/0/sublayers/1/nodes/1/attributes/f_1/0; and what folders an archive of 3D Tiles may have. */
const DEPTH = 10;

/** A service that the caller of a request may see. */
export interface OpenedTiles {
  item: ItemRecord;
  content: TileContent;
}

/** Hosted tile, vector tile, scene and 3D tiles services; on ArcGIS Online they have a root of their own, /tiles/<orgId>/arcgis. */
export function tileRoutes(portal: PortalContext): Route[] {
  const hosted = portal.kind === 'enterprise' ? '/Hosted' : '';
  return (['VectorTileServer', 'SceneServer', '3DTilesServer', 'MapServer'] as const).flatMap((type) => {
    const path = `/rest/services${hosted}/:service/${type}`;
    const rests = Array.from({ length: DEPTH }, (_, depth) =>
      Array.from({ length: depth + 1 }, (_one, index) => `/:p${index}`).join(''),
    );
    // Of a map service only the tiles: everything else below it is answered elsewhere.
    const ofMaps = ['/tile/:p1/:p2/:p3', '/tilemap/:p1/:p2/:p3/:p4/:p5'];
    const below = type === 'MapServer' ? ofMaps : rests;
    const isExported = type === 'MapServer' || type === 'VectorTileServer';
    return [
      { path, handler: (call) => root(portal, call, type) },
      ...(isExported ? tileExportRoutes(portal, type, (call) => opened(portal, call, type)) : []),
      ...below.map(
        (rest): Route => ({
          path: path + rest,
          fileLike: true,
          handler: (call) => part(portal, call, type),
        }),
      ),
    ];
  });
}

async function root(portal: PortalContext, call: Call, type: TileServiceType): Promise<Json> {
  const { item, content } = await opened(portal, call, type);
  const name = call.route.service ?? '';
  return {
    currentVersion: portal.profile.serverVersion,
    ...(portal.switches.tileItemIds ? { serviceItemId: item.id } : {}),
    ...(type === 'SceneServer' ? { serviceName: name } : {}),
    ...(type === 'VectorTileServer' ? { name } : {}),
    ...content.root,
    ...(portal.switches.tilesExported && 'exportTilesAllowed' in content.root
      ? {
          exportTilesAllowed: portal.tiles.packageOf(item.id) !== undefined,
          maxExportTilesCount: portal.switches.maxExportTiles,
        }
      : {}),
  };
}

async function part(portal: PortalContext, call: Call, type: TileServiceType): Promise<unknown> {
  const { content } = await opened(portal, call, type);
  const path = decodeURIComponent(call.path).split(`/${type}/`)[1]?.replace(/\/+$/, '') ?? '';
  const found = await content.read(path);
  if (found) return new BytesAnswer(found.bytes, found.contentType);
  // Where a package has no tile, the services answer with a real status.
  const words = type === 'SceneServer' ? 'Resource not found' : 'Tile not found';
  const error = { error: { code: 404, message: words, details: [] } };
  return new StatusAnswer(404, JSON.stringify(error), 'application/json;charset=utf-8');
}

async function opened(portal: PortalContext, call: Call, type: TileServiceType): Promise<OpenedTiles> {
  const path = tilePath(portal, call.route.service ?? '', type).toLowerCase();
  const item = [...portal.store.items()].find((one) => one.service?.toLowerCase() === path);
  if (!item || item.recycled !== null) throw unknown(portal, path);
  if (accessTo(portal, item, call.caller) === 'none') {
    if (call.caller) throw forbidden();
    throw new PortalError(499, 'Token Required', { details: [] });
  }
  const content = await portal.tiles.contentOf(item.id);
  if (!content) throw unknown(portal, path);
  return { item, content };
}

function unknown({ kind }: PortalContext, path: string): PortalError {
  if (kind === 'online') return new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
  const name = path.replace(/\/[^/]+$/, '');
  return new PortalError(404, `Service ${name}/MapServer not found `, { details: [] });
}
