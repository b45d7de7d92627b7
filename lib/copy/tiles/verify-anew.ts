import { asArray } from '../../features/definition.js';
import { digestOf } from '../../items/digest-of.js';
import type { Check } from '../../items/findings.js';
import type { CopyJob } from '../copy-job.js';
import type { Part } from '../proof/copy-envelope.js';
import { tilePaths } from './sample-paths.js';
import { digestOfTile, type Json, readTileJson, readTileJsonIfThere, STYLE } from './tile-service.js';
import type { TileType } from './tile-types.js';

/** A portal may go on building tiles when it says that they are published: so long they are waited for, in ms. */
const PATIENCE_MS = 60 * 60_000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

interface Urls {
  source: string;
  target: string;
}
/** Where the source has a tile the target has one, or has the same one. */
type Sameness = 'places' | 'bytes';

/**
 * Compares tiles that the target made itself with those in the source: scheme, built levels, layers, and a sample of the places that have a tile or a
 * node. Returns the documents of the service that may name the source.
 */
export async function verifyAnew(
  job: CopyJob,
  type: TileType,
  urls: Urls,
  sameness: Sameness,
): Promise<Part[]> {
  job.say('comparing tiles');
  const deadline = job.target.clock.now() + PATIENCE_MS;
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const { checks, looked } = await compare(job, type, urls, sameness);
    const isOver = checks.every(({ ok }) => ok) || job.target.clock.now() >= deadline;
    if (isOver) {
      job.checks.push(...checks);
      if (looked === 0) job.warn('TILES_NOT_SAMPLED', 'None of the places that were looked at has a tile.');
      break;
    }
    await job.target.clock.sleep(wait, job.signal);
  }
  if (type.server !== 'VectorTileServer') return [];
  const style = await readTileJsonIfThere(job.target, `${urls.target}/${STYLE}`, job.signal);
  return [{ where: `service:${STYLE}`, document: style }];
}

/** Whether exported tiles are those of the source still. */
export async function sameTiles(job: CopyJob, type: TileType, urls: Urls): Promise<boolean> {
  const { checks } = await compare(job, type, urls, 'bytes');
  return checks.every(({ ok }) => ok);
}

async function compare(
  job: CopyJob,
  { server }: TileType,
  urls: Urls,
  sameness: Sameness,
): Promise<{ checks: Check[]; looked: number }> {
  const [inSource, inTarget] = await Promise.all([
    readTileJson(job.source, urls.source, job.signal),
    readTileJsonIfThere(job.target, urls.target, job.signal),
  ]);
  if (server === 'SceneServer') return compareScene(job, urls, inSource, inTarget ?? {});
  const scheme = check('tiling scheme', schemeOf(inSource), schemeOf(inTarget ?? {}));
  const paths = tilePaths(inSource, server === 'VectorTileServer' ? '.pbf' : '');
  const wanted = await filled(job, urls, paths, sameness);
  return { checks: [scheme, sampled(wanted)], looked: wanted.length };
}

/** Of a scheme what decides where tiles lie: servers write its numbers with more or fewer digits. */
function schemeOf(root: Json): unknown {
  const {
    tileInfo,
    minScale = 0,
    maxScale = 0,
  } = root as {
    tileInfo?: {
      rows: number;
      cols: number;
      origin: { x: number; y: number };
      lods: { level: number; scale: number }[];
    };
    minScale?: number;
    maxScale?: number;
  };
  if (!tileInfo) return null;
  const { rows, cols, origin, lods } = tileInfo;
  const levels = asArray<{ level: number; scale: number }>(lods)
    .filter(({ scale }) => (minScale === 0 || scale <= minScale * 1.001) && scale >= maxScale * 0.999)
    .map(({ level, scale }) => [level, Math.round(scale)]);
  return { rows, cols, origin: [Math.round(origin?.x), Math.round(origin?.y)], levels };
}

interface Place {
  path: string;
  expected: string;
  actual: string;
}

/** The places where the source has something, with what both have there. */
async function filled(job: CopyJob, urls: Urls, paths: string[], sameness: Sameness): Promise<Place[]> {
  const found = await Promise.all(
    paths.map(async (path) => ({
      path,
      expected: await digestOfTile(job.source, `${urls.source}/${path}`, job.signal),
    })),
  );
  const there = found.filter(({ expected }) => expected !== 'none');
  return Promise.all(
    there.map(async ({ path, expected }) => {
      const digest = await digestOfTile(job.target, `${urls.target}/${path}`, job.signal);
      const actual = sameness === 'places' && digest !== 'none' ? expected : digest;
      return { path, expected, actual };
    }),
  );
}

function sampled(places: Place[]): Check {
  const differing = places.filter(({ expected, actual }) => expected !== actual);
  const all = `${places.length} looked at`;
  return {
    check: 'sample of the tiles',
    expected: all,
    actual:
      differing.length === 0 ? all : differing.map(({ path, actual }) => `${path}: ${actual}`).join('; '),
    ok: differing.length === 0,
  };
}

async function compareScene(
  job: CopyJob,
  urls: Urls,
  inSource: Json,
  inTarget: Json,
): Promise<{ checks: Check[]; looked: number }> {
  const described = ({ layers }: Json): unknown =>
    asArray<Json>(layers).map(({ layerType, fields }) => ({
      layerType,
      fields: asArray<Json>(fields)
        .map(({ name }) => String(name).toLowerCase())
        .sort(),
    }));
  const checks = [check('layers', described(inSource), described(inTarget))];
  let looked = 0;
  for (const { id } of asArray<Json>(inSource.layers)) {
    const page = `layers/${id}/nodepages/0`;
    const [expected, actual] = await Promise.all([
      readTileJsonIfThere(job.source, `${urls.source}/${page}`, job.signal),
      readTileJsonIfThere(job.target, `${urls.target}/${page}`, job.signal),
    ]);
    const has = (nodes: Json | null): boolean => asArray(nodes?.nodes).length > 0;
    if (has(expected)) looked += 1;
    checks.push(
      check(`layer ${id} has nodes`, has(expected), has(actual) || !has(expected) ? has(expected) : false),
    );
  }
  return { checks, looked };
}

function check(name: string, inSource: unknown, inTarget: unknown): Check {
  const [expected, actual] = [digestOf(inSource), digestOf(inTarget)];
  return { check: `service: ${name}`, expected, actual, ok: expected === actual };
}
