import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';
import { publishTiles, refusedTiles } from './publish-tiles.js';
import type { TileKind } from './tile-kinds.js';

/** Makes the hosted tile, vector tile, scene or 3D tiles service of a package. */
export function publishPackage(
  portal: PortalContext,
  call: Call,
  { source, folder, kind }: { source: ItemRecord; folder: string | null; kind: TileKind },
): unknown {
  const { data } = source;
  if (!data || !kind.packages.includes(source.type)) return refusedTiles();
  return publishTiles(portal, call, {
    source,
    folder,
    form: kind,
    parameters: call.params.json<Record<string, unknown>>('publishParameters') ?? {},
    bytes: data.bytes,
    relation: 'Service2Data',
    make: (itemId) => portal.tiles.publish(itemId, kind, portal.store.files.path(data)),
  });
}
