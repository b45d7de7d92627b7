import type { Check } from '../items/findings.js';
import type { ReadablePortal } from '../portal/portal.js';
import { digestStream } from '../transfer/digest-stream.js';
import { spatialReferenceKey } from './comparable-definition.js';
import {
  foldLayer,
  type LayerContent,
  type LayerSide,
  nameDifferingRows,
  noAttachments,
  type PairShapes,
  pairShapes,
  sampleSize,
} from './compare-rows.js';
import { asJson, globalIdField, isTable, type LayerDefinition, layerLabel } from './definition.js';
import { layerDifferences, serviceDifferences } from './definition-differences.js';
import type { Difference } from './differences.js';
import { InFlight } from './in-flight.js';
import { KeyMaps } from './key-maps.js';
import { layerExtent, sameExtent } from './layer-extent.js';
import { type LayerService, readLayerService } from './layer-service.js';
import { countRows } from './read-rows.js';
import type { ReadRows, RowsRequest } from './rows-request.js';
import { sampleRows } from './sample-rows.js';
import { keepsGlobalIds, type LayerPair, pairLayers } from './service-mapping.js';

export interface VerifyRequest extends RowsRequest {
  /**
   * From `copyRows` or `updateRows`: what was read of the source there, if its edits can be noticed otherwise. A layer that has as many rows now is not
   * read once more.
   */
  read?: Record<string, ReadRows>;
  /** 'full' compares every row by value, 'sample' 500 of each layer, 'counts' only how many there are, 'none' nothing of them. */
  rows: 'full' | 'sample' | 'counts' | 'none';
  /** From `copyRows` or `updateRows`: fields that are left out of the comparison. Without it, what the target cannot keep is. */
  notKept?: Record<string, string[]>;
}

/** Differences that one check spells out, and more if as many keys differ. */
const spelledOut = 12;
/** Layers that are compared at once. */
const layersInFlight = 3;

/**
 * Compares a copied service (or view) with its source, both read anew: settings, the schema of each layer, number of rows, extent,
 * attachments (number, bytes, name, size, keywords and parent of each; the contents of ten a layer), and every row by value. Rows are read as streams and
 * compared by digests that do not depend on their order; if those differ, the first differing rows are named in the check.
 */
export async function verifyService(
  source: ReadablePortal,
  target: ReadablePortal,
  request: VerifyRequest,
  options: { signal?: AbortSignal } = {},
): Promise<Check[]> {
  const { from, to } = request;
  const { signal } = options;
  const built = await readLayerService(target, to.url, signal);
  const pairs = pairLayers(from, built, to.mapping);
  const checks: Check[] = [
    {
      check: 'layers',
      expected: from.layers.map(layerLabel),
      actual: pairs.map((pair) => layerLabel({ id: pair.source.id, name: pair.target.name })),
      ok: pairs.length === from.layers.length,
    },
    schemaCheck('settings of the service', serviceDifferences(from, built)),
  ];
  const lost = request.notKept ?? notKeepable(pairs, built);
  const contents = new Map<LayerPair, Check[]>();
  const lanes = new InFlight(layersInFlight);
  for (const pair of pairs) {
    await lanes.start(async () => {
      contents.set(
        pair,
        await contentChecks(source, target, request, pair, new Set(lost[pair.source.id] ?? []), signal),
      );
    });
  }
  await lanes.settle();
  for (const pair of pairs) {
    checks.push(
      schemaCheck(`schema of layer ${layerLabel(pair.source)}`, layerDifferences(pair, to.mapping)),
    );
    checks.push(...(contents.get(pair) ?? []));
  }
  return checks;
}

/** Rows of each layer of the source by layer id, as far as these checks of `verifyService` counted them. */
export function verifiedCounts(from: LayerService, checks: readonly Check[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const layer of from.layers) {
    const found = checks.findLast(({ check }) => check === rowsCheck(layerLabel(layer)));
    if (typeof found?.expected === 'number') counts[layer.id] = found.expected;
  }
  return counts;
}

/** The highest attachment id of each layer of the source by layer id, as far as these checks of `verifyService` saw it. */
export function verifiedAttachments(from: LayerService, checks: readonly Check[]): Record<string, number> {
  const newest: Record<string, number> = {};
  for (const layer of from.layers) {
    const found = checks.findLast(({ check }) => check === attachmentsCheck(layerLabel(layer)));
    const seen = asJson(found?.expected).newest;
    if (typeof seen === 'number') newest[layer.id] = seen;
  }
  return newest;
}

const attachmentsCheck = (label: string): string => `attachments of layer ${label}`;

const rowsCheck = (label: string): string => `rows of layer ${label}`;

/** GlobalIDs where the target makes its own, and the keys of rows whose parents have other keys there. */
function notKeepable(pairs: LayerPair[], built: LayerService): Record<string, string[]> {
  const keys = new KeyMaps(pairs, (pair) => keepsGlobalIds(pair, built));
  return Object.fromEntries(
    pairs.map((pair) => {
      const globalId = keepsGlobalIds(pair, built) ? null : globalIdField(pair.source);
      return [pair.source.id, [...(globalId === null ? [] : [globalId]), ...keys.childFields(pair)]];
    }),
  );
}

function schemaCheck(check: string, found: Difference[]): Check {
  if (found.length === 0) return { check, expected: 'equal', actual: 'equal', ok: true };
  const shown = worthSpelling(found);
  return {
    check,
    expected: Object.fromEntries(shown.map(({ path, expected }) => [path, expected ?? null])),
    actual: Object.fromEntries(shown.map(({ path, actual }) => [path, actual ?? null])),
    ok: false,
  };
}

/** At least one difference of every key that differs: what is not named is taken for equal. */
function worthSpelling(found: Difference[]): Difference[] {
  const firsts = new Map<string | undefined, Difference>();
  for (const one of found) {
    const [key] = one.path.split(/[.[]/);
    if (!firsts.has(key)) firsts.set(key, one);
  }
  const named = new Set(firsts.values());
  const others = found.filter((one) => !named.has(one));
  return [...named, ...others].slice(0, Math.max(spelledOut, named.size));
}

async function contentChecks(
  source: ReadablePortal,
  target: ReadablePortal,
  { from, to, rows, read }: VerifyRequest,
  pair: LayerPair,
  notKept: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Check[]> {
  if (rows === 'none') return [];
  const label = layerLabel(pair.source);
  const ours = { portal: source, url: `${from.url}/${pair.source.id}` };
  const theirs = { portal: target, url: `${to.url}/${pair.target.id}` };
  const attachments = pair.source.hasAttachments === true;
  const shapes = pairShapes(pair, notKept);
  if (rows !== 'full' && !attachments) {
    const [expected, actual] = await Promise.all([
      countRows(source, ours.url, '1=1', signal),
      countRows(target, theirs.url, '1=1', signal),
    ]);
    return [
      { check: rowsCheck(label), expected, actual, ok: expected === actual },
      ...(await extentCheck(ours, theirs, pair, signal)),
      ...(rows === 'sample' ? [await sampleCheck(ours, theirs, pair, shapes, signal)] : []),
    ];
  }
  const known = read?.[pair.source.id];
  const options = { rows: rows === 'full', expected: known?.rows.rows ?? 0, ...(signal ? { signal } : {}) };
  const [expected, actual, extents] = await Promise.all([
    sourceContent(ours, pair, shapes, options, known),
    foldLayer(theirs, pair, 'target', shapes, options),
    extentCheck(ours, theirs, pair, signal),
  ]);
  const checks: Check[] = [
    {
      check: rowsCheck(label),
      expected: expected.rows.rows,
      actual: actual.rows.rows,
      ok: expected.rows.rows === actual.rows.rows,
    },
  ];
  checks.push(...extents);
  if (rows === 'sample') checks.push(await sampleCheck(ours, theirs, pair, shapes, signal));
  if (rows === 'full') {
    const ok = expected.rows.hex === actual.rows.hex;
    const contents = { source: expected, target: actual };
    const differing = ok ? [] : await nameDifferingRows(ours, theirs, pair, shapes, contents, signal);
    checks.push({
      check: `values of layer ${label}`,
      expected: expected.rows.hex,
      actual: ok ? actual.rows.hex : { digest: actual.rows.hex, differing },
      ok,
    });
  }
  if (attachments) {
    const check = attachmentCheck(label, expected, actual);
    checks.push(check);
    const same = shapes.byGlobalId || expected.attachments.count <= sampleSize;
    if (check.ok && same && expected.attachments.count > 0) {
      checks.push(await contentsCheck(label, ours, theirs, expected, actual, signal));
    }
  }
  return checks;
}

/** The rows as they were read on their way, if there are as many now; else read anew. */
async function sourceContent(
  ours: LayerSide,
  pair: LayerPair,
  shapes: PairShapes,
  options: { rows: boolean; signal?: AbortSignal },
  read: ReadRows | undefined,
): Promise<LayerContent> {
  const isSame = read && options.rows && JSON.stringify(read.shape) === JSON.stringify(shapes.source);
  if (!isSame || (await countRows(ours.portal, ours.url, '1=1', options.signal)) !== read.rows.rows) {
    return foldLayer(ours, pair, 'source', shapes, options);
  }
  if (pair.source.hasAttachments !== true) return { rows: read.rows, attachments: noAttachments() };
  // Only by its values is it known then which row an attachment is on.
  if (!shapes.byGlobalId) return foldLayer(ours, pair, 'source', shapes, options);
  const { attachments } = await foldLayer(ours, pair, 'source', shapes, { ...options, rows: false });
  return { rows: read.rows, attachments };
}

/** Only where both sides have the same spatial reference: numbers of others cannot be compared. */
async function extentCheck(
  ours: LayerSide,
  theirs: LayerSide,
  pair: LayerPair,
  signal?: AbortSignal,
): Promise<Check[]> {
  if (isTable(pair.source) || spatialReferenceOf(pair.source) !== spatialReferenceOf(pair.target)) return [];
  const [expected, actual] = await Promise.all([
    layerExtent(ours.portal, ours.url, pair.source, signal),
    layerExtent(theirs.portal, theirs.url, pair.target, signal),
  ]);
  const check = `extent of layer ${layerLabel(pair.source)}`;
  return [{ check, expected, actual, ok: sameExtent(expected, actual) }];
}

function spatialReferenceOf(layer: LayerDefinition): string {
  return spatialReferenceKey(asJson(asJson(layer.extent).spatialReference));
}

async function sampleCheck(
  ours: LayerSide,
  theirs: LayerSide,
  pair: LayerPair,
  shapes: PairShapes,
  signal?: AbortSignal,
): Promise<Check> {
  const { rows, differing } = await sampleRows(ours, theirs, pair, shapes, signal);
  return {
    check: `values of ${rows} rows of layer ${layerLabel(pair.source)}`,
    expected: rows,
    actual:
      differing.length === 0 ? rows : { equal: rows - differing.length, differing: differing.slice(0, 5) },
    ok: differing.length === 0,
  };
}

function attachmentCheck(label: string, expected: LayerContent, actual: LayerContent): Check {
  const summary = ({ attachments }: LayerContent) => ({
    count: attachments.count,
    bytes: attachments.bytes,
    digest: attachments.fold.hex,
  });
  return {
    check: attachmentsCheck(label),
    expected: { ...summary(expected), newest: expected.attachments.newest },
    actual: summary(actual),
    ok: expected.attachments.fold.hex === actual.attachments.fold.hex,
  };
}

/** Downloads the sample on both sides; the SHA-256 of each file has to be the same. */
async function contentsCheck(
  label: string,
  ours: LayerSide,
  theirs: LayerSide,
  expected: LayerContent,
  actual: LayerContent,
  signal?: AbortSignal,
): Promise<Check> {
  const digests = async ({ portal }: LayerSide, { attachments }: LayerContent): Promise<string[]> => {
    const found: string[] = [];
    for (const { digest, url } of attachments.sample) {
      const { body } = await portal.stream(url, {}, signal ? { signal } : {});
      found.push(`${digest.slice(0, 8)} ${(await digestStream(body)).sha256}`);
    }
    return found.sort();
  };
  const [wanted, there] = await Promise.all([digests(ours, expected), digests(theirs, actual)]);
  const equal = wanted.filter((digest) => there.includes(digest)).length;
  return {
    check: `contents of ${wanted.length} attachments of layer ${label}`,
    expected: wanted.length,
    actual: equal,
    ok: equal === wanted.length,
  };
}
