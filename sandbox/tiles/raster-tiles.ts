import { child, childText, parseXml, type XmlElement } from '../publish/xml.js';
import { mapServerRoot } from './map-server-root.js';
import type { PackageFile } from './package-file.js';
import { bundlePath, readBundle } from './read-bundle.js';
import { type Json, readJson, type TileContent } from './tile-content.js';

/** Tiles along each side of a tile map at most. */
const SIDE = 64;

/** What both forms of package say of their tiles. */
interface Scheme {
  /** Folder of the bundles, with a slash at its end. */
  tiles: string;
  tileInfo: Json;
  spatialReference: unknown;
  fullExtent: unknown;
  initialExtent: unknown;
}

/**
 * The map service of a tile package: .tpkx, whose root.json says everything (https://github.com/Esri/tile-package-spec), or .tpk with its conf.xml.
 * Both with tiles in bundles of the second version. Undefined for any other package.
 */
export async function rasterTiles(file: PackageFile): Promise<TileContent | undefined> {
  const scheme = (await schemeOfTpkx(file)) ?? (await schemeOfTpk(file));
  if (!scheme) return undefined;
  const { tiles, tileInfo, spatialReference, fullExtent, initialExtent } = scheme;
  const scales = (tileInfo.lods as { level: number; scale: number }[]).map(({ scale }) => scale);
  const contentType = /^jpe?g$/i.test(String(tileInfo.format)) ? 'image/jpeg' : 'image/png';
  const tileAt = async (level: number, row: number, column: number): Promise<Buffer | undefined> => {
    const bundle = await file.read(tiles + bundlePath(level, row, column));
    return bundle && readBundle(bundle, row, column);
  };
  return {
    root: mapServerRoot({
      layers: [{ id: 0, name: 'Layers' }],
      tileInfo,
      spatialReference,
      fullExtent,
      initialExtent,
      minScale: scales[0] ?? 0,
      maxScale: scales.at(-1) ?? 0,
    }),
    read: async (path) => {
      const [kind, ...places] = path.split('/');
      const [level = 0, top = 0, left = 0, width = 0, height = 0] = places.map(Number);
      if (kind === 'tile') {
        const bytes = await tileAt(level, top, left);
        return bytes && { bytes, contentType };
      }
      if (kind !== 'tilemap' || !(width > 0 && width <= SIDE && height > 0 && height <= SIDE))
        return undefined;
      const data: number[] = [];
      for (let row = top; row < top + height; row += 1) {
        for (let column = left; column < left + width; column += 1) {
          data.push((await tileAt(level, row, column)) ? 1 : 0);
        }
      }
      const map = { adjusted: false, location: { left, top, width, height }, data };
      return { bytes: Buffer.from(JSON.stringify(map)), contentType: 'application/json;charset=utf-8' };
    },
  };
}

async function schemeOfTpkx(file: PackageFile): Promise<Scheme | undefined> {
  const root = await readJson(file, 'root.json');
  if (!root?.tileInfo) return undefined;
  const tileInfo = root.tileInfo as Json;
  const { minLOD = 0, maxLOD = Number.POSITIVE_INFINITY, tileImageInfo, fullExtent } = root;
  const { format, compressionQuality } = (tileImageInfo ?? {}) as Json;
  const lods = (tileInfo.lods as { level: number }[]).filter(
    ({ level }) => level >= Number(minLOD) && level <= Number(maxLOD),
  );
  return {
    tiles: 'tile/',
    tileInfo: { ...tileInfo, format: format ?? tileInfo.format, compressionQuality, lods },
    spatialReference: root.spatialReference ?? tileInfo.spatialReference,
    fullExtent,
    initialExtent: root.initialExtent ?? fullExtent,
  };
}

async function schemeOfTpk(file: PackageFile): Promise<Scheme | undefined> {
  const conf = file.names.find((name) => /(?:^|\/)conf\.xml$/i.test(name));
  if (conf === undefined) return undefined;
  const folder = conf.slice(0, -'conf.xml'.length);
  const document = await xmlOf(file, conf);
  const info = child(document, 'TileCacheInfo');
  if (!info) return undefined;
  const reference = child(info, 'SpatialReference');
  const spatialReference = {
    wkid: Number(childText(reference, 'WKID')),
    latestWkid: Number(childText(reference, 'LatestWKID') || childText(reference, 'WKID')),
  };
  const origin = child(info, 'TileOrigin');
  const image = child(document, 'TileImageInfo');
  const extent = await extentOf(file, `${folder}conf.cdi`, spatialReference);
  return {
    tiles: `${folder}_alllayers/`,
    tileInfo: {
      rows: Number(childText(info, 'TileRows')),
      cols: Number(childText(info, 'TileCols')),
      dpi: Number(childText(info, 'DPI')),
      format: childText(image, 'CacheTileFormat'),
      compressionQuality: Number(childText(image, 'CompressionQuality')),
      origin: { x: Number(childText(origin, 'X')), y: Number(childText(origin, 'Y')) },
      spatialReference,
      lods: (child(info, 'LODInfos')?.children ?? []).map((lod) => ({
        level: Number(childText(lod, 'LevelID')),
        resolution: Number(childText(lod, 'Resolution')),
        scale: Number(childText(lod, 'Scale')),
      })),
    },
    spatialReference,
    fullExtent: extent,
    initialExtent: extent,
  };
}

async function extentOf(file: PackageFile, name: string, spatialReference: unknown): Promise<unknown> {
  const box = await xmlOf(file, name);
  const side = (which: string) => Number(childText(box, which));
  return {
    xmin: side('XMin'),
    ymin: side('YMin'),
    xmax: side('XMax'),
    ymax: side('YMax'),
    spatialReference,
  };
}

async function xmlOf(file: PackageFile, name: string): Promise<XmlElement | null> {
  const bytes = await file.read(name);
  return bytes ? parseXml(bytes.toString('utf8')) : null;
}
