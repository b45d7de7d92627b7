import { digestOf } from '../../items/digest-of.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import type { CopyJob } from '../copy-job.js';
import type { Part } from '../proof/copy-envelope.js';
import { contentPaths, nodePaths, sceneLayerPaths, sublayerPaths, tilePaths } from './sample-paths.js';
import { digestOfTile, type Json, readTileJson, readTileJsonIfThere, STYLE } from './tile-service.js';
import type { TileType } from './tile-types.js';

/** What must be the same in both services. The rest is what a server says of itself. */
const SAME: Readonly<Record<TileType['server'], readonly string[]>> = {
  MapServer: ['tileInfo', 'fullExtent', 'spatialReference'],
  VectorTileServer: ['tileInfo', 'fullExtent', 'minScale', 'maxScale', 'minLOD', 'maxLOD'],
  SceneServer: [],
  '3DTilesServer': [],
};
const TILESET = 'tileset.json';
const SAME_LAYER = ['id', 'layerType', 'spatialReference', 'fullExtent', 'fields', 'attributeStorageInfo'];

/**
 * Compares the tiles in the target with those in the source: scheme, extent and layers, the style of vector tiles, and a sample of tiles or nodes byte by
 * byte. Returns the documents of the service that may name the source.
 */
export async function verifyTiles(
  job: CopyJob,
  { server }: TileType,
  urls: { source: string; target: string },
): Promise<Part[]> {
  job.say('comparing tiles');
  const compare = new Comparison(job, urls);
  const [inSource, inTarget] = await Promise.all([
    readTileJson(job.source, urls.source, job.signal),
    readTileJson(job.target, urls.target, job.signal),
  ]);
  for (const key of SAME[server]) compare.values(key, inSource[key], inTarget[key]);
  if (server === 'SceneServer') {
    await compareScene(compare, inSource, inTarget);
    return [];
  }
  if (server === '3DTilesServer') {
    await compareTileset(compare);
    return [];
  }
  await compare.bytes(tilePaths(inSource, server === 'VectorTileServer' ? '.pbf' : ''));
  if (server === 'MapServer') return [];
  const [style, copied] = await compare.json(STYLE);
  const wanted = style && rewriteReferences(style, job.rewriting).document;
  compare.values('style', wanted, copied);
  return [{ where: `service:${STYLE}`, document: copied }];
}

async function compareScene(compare: Comparison, inSource: Json, inTarget: Json): Promise<void> {
  const [expected, actual] = [sceneLayerPaths(inSource), sceneLayerPaths(inTarget)];
  compare.values('layers', expected, actual);
  const paths: string[] = [];
  for (const path of expected) {
    const [layer, copied] = await compare.json(path);
    for (const key of SAME_LAYER) compare.values(`${path} ${key}`, layer?.[key], copied?.[key]);
    const [page, pageOfCopy] = await compare.json(`${path}/nodepages/0`);
    compare.values(`${path} nodes`, countOf(page), countOf(pageOfCopy));
    const nodes = page ? nodePaths(page) : ['nodes/root'];
    paths.push(...nodes.map((node) => `${path}/${node}`));
    // A building has its nodes in layers of its own.
    for (const below of sublayerPaths(layer)) {
      const [sublayer, ofCopy] = await compare.json(`${path}/${below}`);
      compare.values(`${path}/${below}`, sublayer?.layerType, ofCopy?.layerType);
      const [nodesBelow] = await compare.json(`${path}/${below}/nodepages/0`);
      paths.push(...(nodesBelow ? nodePaths(nodesBelow) : []).map((node) => `${path}/${below}/${node}`));
    }
  }
  await compare.bytes(paths);
}

async function compareTileset(compare: Comparison): Promise<void> {
  const [tileset, copied] = await compare.json(TILESET);
  compare.values('tileset', tileset, copied);
  await compare.bytes(tileset ? contentPaths(tileset) : []);
}

function countOf(page: Json | null): number {
  return Array.isArray(page?.nodes) ? page.nodes.length : 0;
}

class Comparison {
  constructor(
    private readonly job: CopyJob,
    private readonly urls: { source: string; target: string },
  ) {}

  values(name: string, inSource: unknown, inTarget: unknown): void {
    const [expected, actual] = [digestOf(inSource ?? null), digestOf(inTarget ?? null)];
    this.job.checks.push({ check: `service: ${name}`, expected, actual, ok: expected === actual });
  }

  json(path: string): Promise<[Json | null, Json | null]> {
    const { job, urls } = this;
    return Promise.all([
      readTileJsonIfThere(job.source, `${urls.source}/${path}`, job.signal),
      readTileJsonIfThere(job.target, `${urls.target}/${path}`, job.signal),
    ]);
  }

  /** One check for all: which of them differ is said in it. */
  async bytes(paths: string[]): Promise<void> {
    const { job, urls } = this;
    const pairs = await Promise.all(
      paths.map(async (path) => ({
        path,
        expected: await digestOfTile(job.source, `${urls.source}/${path}`, job.signal),
        actual: await digestOfTile(job.target, `${urls.target}/${path}`, job.signal),
      })),
    );
    const there = pairs.filter(({ expected }) => expected !== 'none').length;
    const differing = pairs.filter(({ expected, actual }) => expected !== actual);
    this.job.checks.push({
      check: 'sample of the tiles, byte by byte',
      expected: `${there} of ${paths.length} looked at`,
      actual:
        differing.length === 0
          ? `${there} of ${paths.length} looked at`
          : differing.map(({ path, actual }) => `${path}: ${actual}`).join('; '),
      ok: differing.length === 0,
    });
    if (there > 0) return;
    job.warn('TILES_NOT_SAMPLED', `None of the ${paths.length} places that were looked at has a tile.`);
  }
}
