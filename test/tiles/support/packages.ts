import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { ZipFile } from 'yazl';

const SIZE = 128;
const HALF = 20037508.342787;
const MERCATOR = { wkid: 102100, latestWkid: 3857 };
const LODS = [0, 1, 2].map((level) => ({
  level,
  resolution: 156543.03392800014 / 2 ** level,
  scale: 591657527.591555 / 2 ** level,
}));
const EXTENT = { xmin: -1e7, ymin: -1e7, xmax: 1e7, ymax: 1e7, spatialReference: MERCATOR };
const SCHEME = {
  rows: 256,
  cols: 256,
  dpi: 96,
  origin: { x: -HALF, y: HALF },
  spatialReference: MERCATOR,
  lods: LODS,
};

/** A compact tile package (.tpkx) of three levels, whose tiles hold this text. */
export function tpkx(text: string): Promise<Buffer> {
  return zipOf({
    'root.json': {
      version: '1.0.0',
      minLOD: 0,
      maxLOD: 2,
      tileBundlesPath: './tile',
      tileInfo: SCHEME,
      tileImageInfo: { format: 'PNG', compressionQuality: 0 },
      cacheInfo: {
        storageInfo: { storageFormat: 'esriMapCacheStorageModeCompactV2', packetSize: SIZE },
      },
      fullExtent: EXTENT,
      initialExtent: EXTENT,
      spatialReference: MERCATOR,
    },
    'iteminfo.json': { name: 'tiles', type: 'Compact Tile Package' },
    ...bundles('tile/', (path) => Buffer.from(`png ${text} ${path}`)),
  });
}

/** The same as an older tile package (.tpk). */
export function tpk(text: string): Promise<Buffer> {
  const lods = LODS.map(
    ({ level, resolution, scale }) =>
      `<LODInfo><LevelID>${level}</LevelID><Scale>${scale}</Scale><Resolution>${resolution}</Resolution></LODInfo>`,
  );
  const conf = `<?xml version="1.0" encoding="utf-8"?><CacheInfo><TileCacheInfo><SpatialReference><WKID>102100</WKID><LatestWKID>3857</LatestWKID></SpatialReference><TileOrigin><X>${-HALF}</X><Y>${HALF}</Y></TileOrigin><TileCols>256</TileCols><TileRows>256</TileRows><DPI>96</DPI><LODInfos>${lods.join('')}</LODInfos></TileCacheInfo><TileImageInfo><CacheTileFormat>PNG</CacheTileFormat><CompressionQuality>0</CompressionQuality></TileImageInfo><CacheStorageInfo><StorageFormat>esriMapCacheStorageModeCompactV2</StorageFormat><PacketSize>128</PacketSize></CacheStorageInfo></CacheInfo>`;
  const box = `<?xml version="1.0"?><EnvelopeN><XMin>-10000000</XMin><YMin>-10000000</YMin><XMax>10000000</XMax><YMax>10000000</YMax></EnvelopeN>`;
  return zipOf({
    'v101/Layers/conf.xml': conf,
    'v101/Layers/conf.cdi': box,
    'esriinfo/iteminfo.xml': '<ESRI_ItemInformation/>',
    ...bundles('v101/Layers/_alllayers/', (path) => Buffer.from(`png ${text} ${path}`)),
  });
}

/** A vector tile package (.vtpk); its tiles are compressed. */
export function vtpk(text: string): Promise<Buffer> {
  return zipOf({
    'p12/root.json': {
      name: 'Tiles',
      type: 'indexedVector',
      tiles: ['tile/{z}/{y}/{x}.pbf'],
      defaultStyles: 'resources/styles',
      tileMap: 'tilemap',
      tileInfo: { ...SCHEME, rows: 512, cols: 512, format: 'pbf' },
      fullExtent: EXTENT,
      initialExtent: EXTENT,
      minScale: LODS[0]?.scale,
      maxScale: LODS[2]?.scale,
      minLOD: 0,
      maxLOD: 2,
    },
    'p12/tilemap/root.json': { index: [1] },
    'p12/resources/styles/root.json': styleOf('../../'),
    'p12/resources/info/root.json': { resourceInfo: ['../styles/root.json'] },
    'p12/resources/sprites/sprite.json': {},
    'p12/resources/fonts/Arial Regular/0-255.pbf': 'font',
    ...bundles('p12/tile/', (path) => gzipSync(`pbf ${text} ${path}`)),
  });
}

/** A style of vector tiles. @param url of the tiles */
export function styleOf(url: string): Record<string, unknown> {
  const at = url.endsWith('/') ? '..' : `${url}/resources`;
  return {
    version: 8,
    sprite: `${at}/sprites/sprite`,
    glyphs: `${at}/fonts/{fontstack}/{range}.pbf`,
    sources: { esri: { type: 'vector', url } },
    layers: [{ id: 'land', type: 'fill', source: 'esri', 'source-layer': 'land' }],
  };
}

/** Layer types of scenes that have nodes of their own. https://github.com/Esri/i3s-spec */
export type SceneLayerType = '3DObject' | 'IntegratedMesh' | 'Point' | 'Voxel';

/** A scene layer package (.slpk) with three nodes. */
export function slpk(text: string, layerType: SceneLayerType = '3DObject'): Promise<Buffer> {
  const nodes = [0, 1, 2].map((index) => ({ index, mesh: { geometry: { definition: 0, resource: index } } }));
  const files: Record<string, unknown> = {
    '3dSceneLayer.json.gz': gzipSync(
      JSON.stringify({
        id: 0,
        layerType,
        version: 'ABC',
        name: 'Buildings',
        spatialReference: MERCATOR,
        fullExtent: EXTENT,
        fields: [{ name: 'OBJECTID', type: 'esriFieldTypeOID' }],
        nodePages: { nodesPerPage: 64, lodSelectionMetricType: 'maxScreenThresholdSQ' },
        store: { id: '1', profile: 'meshpyramids', version: '1.8' },
      }),
    ),
    'nodepages/0.json.gz': gzipSync(JSON.stringify({ nodes })),
    'metadata.json': { I3SVersion: '1.8', nodeCount: nodes.length },
  };
  for (const { index } of nodes) {
    files[`nodes/${index}/geometries/0.bin.gz`] = gzipSync(`mesh ${text} ${index}`);
    files[`nodes/${index}/textures/0.jpg`] = Buffer.from(`jpg ${text} ${index}`);
  }
  return zipOf(files);
}

/** A scene layer package of a cloud of points, whose nodes are packed in ways of their own. */
export function cloudSlpk(text: string): Promise<Buffer> {
  const nodes = [0, 1].map((resourceId) => ({ resourceId, vertexCount: 3 }));
  return zipOf({
    '3dSceneLayer.json.gz': gzipSync(
      JSON.stringify({
        id: 0,
        layerType: 'PointCloud',
        name: 'Cloud',
        spatialReference: MERCATOR,
        fullExtent: EXTENT,
      }),
    ),
    'nodepages/0.json.gz': gzipSync(JSON.stringify({ nodes })),
    'nodes/0/geometries/0.bin.pccxyz': Buffer.from(`cloud ${text} 0`),
    'nodes/1/geometries/0.bin.pccxyz': Buffer.from(`cloud ${text} 1`),
    'nodes/1/attributes/2.bin.pccrgb': Buffer.from(`colours ${text}`),
  });
}

/** A scene layer package of a building, whose walls are a layer of their own. */
export function buildingSlpk(text: string): Promise<Buffer> {
  const walls = { id: 1, name: 'Walls', layerType: '3DObject' };
  const building = {
    id: 0,
    layerType: 'Building',
    name: 'House',
    spatialReference: MERCATOR,
    fullExtent: EXTENT,
  };
  const nodes = [{ index: 0, mesh: { geometry: { definition: 0, resource: 0 } } }];
  return zipOf({
    '3dSceneLayer.json.gz': gzipSync(
      JSON.stringify({
        ...building,
        sublayers: [{ id: 0, name: 'Full model', layerType: 'group', sublayers: [walls] }],
      }),
    ),
    'sublayers/1/3dSceneLayer.json.gz': gzipSync(JSON.stringify(walls)),
    'sublayers/1/nodepages/0.json.gz': gzipSync(JSON.stringify({ nodes })),
    'sublayers/1/nodes/0/geometries/0.bin.gz': gzipSync(`walls ${text}`),
  });
}

/** An archive of 3D Tiles (.3tz). */
export function tz3(text: string): Promise<Buffer> {
  const box = { box: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const child = { boundingVolume: box, geometricError: 0, content: { uri: 'tiles/1.b3dm' } };
  return zipOf({
    'tileset.json': {
      asset: { version: '1.0' },
      geometricError: 10,
      root: {
        boundingVolume: box,
        geometricError: 5,
        refine: 'ADD',
        content: { uri: 'tiles/0.b3dm' },
        children: [child],
      },
    },
    'tiles/0.b3dm': `b3dm ${text} 0`,
    'tiles/1.b3dm': `b3dm ${text} 1`,
  });
}

function bundles(folder: string, tile: (path: string) => Buffer): Record<string, Buffer> {
  return Object.fromEntries(
    LODS.map(({ level }) => [
      `${folder}L0${level}/R0000C0000.bundle`,
      bundle(2 ** level, (row, column) => tile(`${level}/${row}/${column}`)),
    ]),
  );
}

/** A bundle of the second version with a square of tiles. */
function bundle(side: number, tile: (row: number, column: number) => Buffer): Buffer {
  const head = Buffer.alloc(64 + SIZE * SIZE * 8);
  head.writeUInt32LE(3, 0);
  const parts: Uint8Array[] = [head];
  let offset = head.length;
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const bytes = tile(row, column);
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.length);
      parts.push(size, bytes);
      const entry = (BigInt(bytes.length) << 40n) | BigInt(offset + 4);
      head.writeBigUInt64LE(entry, 64 + 8 * (row * SIZE + column));
      offset += 4 + bytes.length;
    }
  }
  return Buffer.concat(parts);
}

function zipOf(files: Record<string, unknown>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    zip.addBuffer(Buffer.isBuffer(content) ? content : Buffer.from(text), name);
  }
  zip.end();
  return buffer(zip.outputStream);
}
