import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';
import type { CutTiles, TileScheme } from './cut-tiles.js';
import { publishTiles, refusedTiles } from './publish-tiles.js';
import type { Json } from './tile-content.js';
import { LAYER_OUTPUTS } from './tile-kinds.js';

const HALF = 20_037_508.342787;
const DPI = 96;

/** What ArcGIS's own clients send: https://github.com/EsriDevEvents/building-apps-with-hosted-data-services-2025 */
interface Parameters extends Json {
  tilingSchema?: { tileCacheInfo?: TileScheme; tileImageInfo?: { format?: string } };
  minScale?: number;
  maxScale?: number;
  layers?: { id: number; drawingInfo?: Json }[];
}

/** Cuts tiles, vector tiles or a scene from a hosted feature layer, as its rows are when the job begins. */
export function publishLayer(
  portal: PortalContext,
  call: Call,
  { source, folder }: { source: ItemRecord; folder: string | null },
): unknown {
  const form = LAYER_OUTPUTS[call.params.text('outputType', '').toLowerCase()];
  if (!form || source.type !== 'Feature Service' || source.service === null) return refusedTiles();
  const parameters = call.params.json<Parameters>('publishParameters') ?? {};
  const { tilingSchema, minScale = 0, maxScale = 0, layers: wanted } = parameters;
  const tileCacheInfo = tilingSchema?.tileCacheInfo;
  if (tileCacheInfo && !(tileCacheInfo.lods?.length && tileCacheInfo.origin)) return refusedTiles();
  const isRaster = form.service === 'MapServer';
  const { layerTilesBuilt } = portal.switches;
  const isAsked = call.params.boolean('buildInitialCache', false);
  const isBuilt = layerTilesBuilt === 'always' || (layerTilesBuilt === 'if-asked' && isAsked);
  return publishTiles(portal, call, {
    source,
    folder,
    form,
    parameters,
    bytes: -1,
    relation: portal.switches.layerTilesRelation,
    make: async (itemId) => {
      const layers = portal.services
        .layersToCut(source.id)
        .filter(({ id }) => !wanted || wanted.some((one) => one.id === id))
        .map((layer) => ({ ...layer, ...drawn(wanted?.find(({ id }) => id === layer.id)) }));
      const cut: CutTiles = {
        service: form.service,
        scheme: tileCacheInfo ?? usualScheme(isRaster ? 256 : 512),
        format: isRaster ? (tilingSchema?.tileImageInfo?.format ?? 'PNG32') : 'pbf',
        minScale,
        maxScale,
        isBuilt,
        layers: form.service === 'SceneServer' ? layers.filter(isPoint) : layers,
      };
      if (cut.layers.length === 0) {
        throw new PortalError(400, 'Unable to publish item.', { details: ['There is no layer to publish.'] });
      }
      await portal.tiles.cut(itemId, cut);
    },
  });
}

function drawn(layer: { drawingInfo?: Json } | undefined): { drawingInfo?: Json } {
  return layer?.drawingInfo ? { drawingInfo: layer.drawingInfo } : {};
}

/** Scene layers are made of points and of 3D objects, which the sandbox has none of. */
function isPoint({ geometryType }: { geometryType: string }): boolean {
  return geometryType === 'esriGeometryPoint';
}

/** The scheme of ArcGIS Online. */
function usualScheme(side: number): TileScheme {
  const resolution = (2 * HALF) / side;
  return {
    spatialReference: { wkid: 102100, latestWkid: 3857 },
    origin: { x: -HALF, y: HALF },
    rows: side,
    cols: side,
    dpi: DPI,
    lods: Array.from({ length: 23 }, (_, level) => ({
      level,
      resolution: resolution / 2 ** level,
      scale: ((resolution / 2 ** level) * DPI) / 0.0254,
    })),
  };
}
