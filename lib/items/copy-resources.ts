import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { removeItemResource } from '@esri/arcgis-rest-portal';
import { digestStream } from '../transfer/digest-stream.js';
import { downloadToFile } from '../transfer/download-to-file.js';
import { addResources, type ResourceFile } from './add-resources.js';
import type { Check } from './findings.js';
import { ifThere } from './if-there.js';
import type { TargetId } from './item.js';
import { callOptions, type ItemPair, type PartResult } from './item-pair.js';
import { type ItemResource, listResources, resourcePath } from './list-resources.js';
import { ownerOptions } from './owner-options.js';
import { putResource } from './put-resource.js';
import { withTempFolder } from './with-temp-folder.js';

/** What may hold references; everything else is copied byte by byte. */
const TEXT = /\.(?:json|geojson|xml|html?|txt|css|js|svg|csv)$/i;

/** The portal takes no larger resource; a text of this size still fits in memory. */
const LONGEST_TEXT = 50 * 1024 * 1024;

/** Resources that are worked on, and lie in the temporary folder, at the same time: so many, and so many bytes of them. */
const AT_ONCE = 40;
const BYTES_AT_ONCE = 64 * 1024 * 1024;

/** What a resource counts of which an older portal does not tell the size. */
const UNKNOWN_SIZE = 2 * 1024 * 1024;

/** Portals have said success of a resource that was not there afterwards: it is sent again so many times. */
const ATTEMPTS = 3;

interface Texts {
  rewrite: (text: string, resource: string) => string;
  inspect: (text: string, resource: string) => void;
}

/** A resource as the copy is to have it. */
interface Wanted extends ResourceFile {
  /** SHA-256 (hex). */
  expected: string;
  /** What it holds, if it is text. */
  text: string | null;
  isThere: boolean;
}

/**
 * Gives the copy the file resources of the source item: adds what is missing, replaces what differs, removes
 * what the source has not, then compares the bytes of each, and sends again what is not there as it should
 * be. Never two requests of one item at the same time: resources that are added so get lost in ArcGIS Online.
 * @param rewrite turns the source's references in a text resource into the target's
 * @param inspect is given each text resource as the copy then has it
 */
export async function copyResources(
  pair: ItemPair,
  rewrite: (text: string, resource: string) => string,
  inspect: (text: string, resource: string) => void = () => {},
): Promise<PartResult> {
  const { source, target, sourceId, targetId, targetOwner, signal } = pair;
  const [wanted, present] = await Promise.all([
    listResources(source, sourceId, signal),
    listResources(target, targetId, signal),
  ]);
  const result: PartResult = { changed: false, checks: [] };
  const presentNames = new Map(present.map(({ resource, access }) => [resource, access]));
  for (const batch of batchesOf(wanted)) {
    const some = await copySome(pair, batch, presentNames, { rewrite, inspect });
    result.changed ||= some.changed;
    result.checks.push(...some.checks);
  }
  for (const { resource } of wanted) presentNames.delete(resource);
  for (const resource of presentNames.keys()) {
    await removeItemResource({
      id: targetId,
      resource,
      ...ownerOptions(target, targetOwner, callOptions(pair)),
    });
    result.changed = true;
  }
  if (wanted.length > 0 || present.length > 0) {
    const actual = (await listResources(target, targetId, signal)).length;
    result.checks.push({
      check: 'number of resources',
      expected: wanted.length,
      actual,
      ok: actual === wanted.length,
    });
  }
  return result;
}

function batchesOf(resources: readonly ItemResource[]): ItemResource[][] {
  const batches: ItemResource[][] = [];
  let bytes = 0;
  for (const resource of resources) {
    const size = resource.size ?? UNKNOWN_SIZE;
    const last = batches.at(-1);
    if (last && last.length < AT_ONCE && bytes + size <= BYTES_AT_ONCE) {
      last.push(resource);
      bytes += size;
    } else {
      batches.push([resource]);
      bytes = size;
    }
  }
  return batches;
}

/** Copies some resources. Reading overlaps, writing does not. */
async function copySome(
  pair: ItemPair,
  resources: ItemResource[],
  present: ReadonlyMap<string, ItemResource['access']>,
  { rewrite, inspect }: Texts,
): Promise<PartResult> {
  return withTempFolder(async (folder) => {
    const wanted = await Promise.all(
      resources.map((resource, at) =>
        prepare(pair, resource, join(folder, String(at)), present.has(resource.resource), rewrite),
      ),
    );
    const place = { id: pair.targetId, owner: pair.targetOwner };
    const same = await Promise.all(
      wanted.map(
        async (one) =>
          one.isThere &&
          (present.get(one.resource) ?? one.access) === one.access &&
          (await digestInTarget(pair, one.resource)) === one.expected,
      ),
    );
    const differs = wanted.filter((_, at) => !same[at]);
    await addResources(
      pair.target,
      place,
      differs.filter(({ isThere }) => !isThere),
      folder,
      callOptions(pair),
    );
    for (const one of differs.filter(({ isThere }) => isThere)) await send(pair, one, true);
    const digests = await Promise.all(
      wanted.map((one) => (differs.includes(one) ? digestInTarget(pair, one.resource) : one.expected)),
    );
    const checks: Check[] = [];
    for (const [at, one] of wanted.entries()) {
      const actual = await proven(pair, one, digests[at] ?? null);
      const ok = actual === one.expected;
      if (ok && one.text !== null) inspect(one.text, one.resource);
      checks.push({ check: `resource ${one.resource}`, expected: one.expected, actual, ok });
    }
    return { changed: differs.length > 0, checks };
  });
}

async function prepare(
  pair: ItemPair,
  { resource, access = 'inherit' }: ItemResource,
  path: string,
  isThere: boolean,
  rewrite: Texts['rewrite'],
): Promise<Wanted> {
  const { source, sourceId } = pair;
  const { sha256, bytes, contentType } = await downloadToFile(
    source,
    resourcePath(sourceId, resource),
    path,
    callOptions(pair),
  );
  const file = { resource, access, path, contentType, isThere };
  if (!TEXT.test(resource) || bytes > LONGEST_TEXT) return { ...file, bytes, expected: sha256, text: null };
  const original = await readFile(path, 'utf8');
  const text = rewrite(original, resource);
  if (text === original) return { ...file, bytes, expected: sha256, text };
  await writeFile(path, text, 'utf8');
  const expected = createHash('sha256').update(text).digest('hex');
  return { ...file, bytes: Buffer.byteLength(text), expected, text };
}

/** Digest of what the target has, after sending again what it has not as it should be. */
async function proven(pair: ItemPair, wanted: Wanted, found: string | null): Promise<string | null> {
  let actual = found;
  for (let attempt = 1; actual !== wanted.expected && attempt < ATTEMPTS; attempt += 1) {
    await send(pair, wanted, actual !== null);
    actual = await digestInTarget(pair, wanted.resource);
  }
  return actual;
}

function send(pair: ItemPair, wanted: Wanted, isThere: boolean): Promise<void> {
  const { resource, access, path, contentType } = wanted;
  const file = { path, name: posix.basename(resource), contentType };
  const id: TargetId = pair.targetId;
  const place = { id, owner: pair.targetOwner, resource, access, isThere };
  return putResource(pair.target, place, file, callOptions(pair));
}

async function digestInTarget(pair: ItemPair, resource: string): Promise<string | null> {
  const reading = pair.target.stream(resourcePath(pair.targetId, resource), {}, callOptions(pair));
  const answer = await ifThere(reading);
  return answer === null ? null : (await digestStream(answer.body)).sha256;
}
