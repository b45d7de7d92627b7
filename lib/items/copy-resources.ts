import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { addItemResource, removeItemResource, updateItemResource } from '@esri/arcgis-rest-portal';
import type { FilePart } from '../portal/portal.js';
import { digestStream } from '../transfer/digest-stream.js';
import { downloadToFile } from '../transfer/download-to-file.js';
import { ifThere } from './if-there.js';
import { callOptions, type ItemPair, type PartResult } from './item-pair.js';
import { type ItemResource, listResources, resourcePath } from './list-resources.js';
import { ownerOptions } from './owner-options.js';
import { withTempFolder } from './with-temp-folder.js';

/** What may hold references; everything else is copied byte by byte. */
const TEXT = /\.(?:json|geojson|xml|html?|txt|css|js|svg|csv)$/i;

/** The portal takes no larger resource; a text of this size still fits in memory. */
const LONGEST_TEXT = 50 * 1024 * 1024;

/**
 * Gives the copy the file resources of the source item: adds what is missing, replaces what differs, removes
 * what the source has not, then compares the bytes of each. One by one: resources that are added to an item
 * at the same time get lost in ArcGIS Online.
 * @param rewrite turns the source's references in a text resource into the target's
 * @param inspect is given each text resource as the copy then has it
 */
export async function copyResources(
  pair: ItemPair,
  rewrite: (text: string, resource: string) => string,
  inspect?: (text: string, resource: string) => void,
): Promise<PartResult> {
  const { source, target, sourceId, targetId, targetOwner, signal } = pair;
  const [wanted, present] = await Promise.all([
    listResources(source, sourceId, signal),
    listResources(target, targetId, signal),
  ]);
  const result: PartResult = { changed: false, checks: [] };
  const presentNames = new Set(present.map(({ resource }) => resource));
  for (const resource of wanted) {
    const isThere = presentNames.delete(resource.resource);
    const { changed, check } = await copyResource(pair, resource, isThere, rewrite, inspect);
    result.changed ||= changed;
    result.checks.push(check);
  }
  for (const resource of presentNames) {
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

async function copyResource(
  pair: ItemPair,
  { resource, access }: ItemResource,
  isThere: boolean,
  rewrite: (text: string, resource: string) => string,
  inspect: ((text: string, resource: string) => void) | undefined,
): Promise<{ changed: boolean; check: PartResult['checks'][number] }> {
  const { source, sourceId } = pair;
  return withTempFolder(async (folder) => {
    const path = join(folder, 'resource');
    const download = await downloadToFile(source, resourcePath(sourceId, resource), path, callOptions(pair));
    let expected = download.sha256;
    let text: string | null = null;
    if (TEXT.test(resource) && download.bytes <= LONGEST_TEXT) {
      const original = await readFile(path, 'utf8');
      text = rewrite(original, resource);
      if (text !== original) {
        await writeFile(path, text, 'utf8');
        expected = createHash('sha256').update(text).digest('hex');
      }
    }
    let actual = isThere ? await digestInTarget(pair, resource) : null;
    const changed = actual !== expected;
    if (changed) {
      const file = { path, name: posix.basename(resource), contentType: download.contentType };
      await writeResource(pair, resource, access ?? 'inherit', isThere, file);
      actual = await digestInTarget(pair, resource);
    }
    if (text !== null && actual === expected) {
      inspect?.(text, resource);
    }
    return { changed, check: { check: `resource ${resource}`, expected, actual, ok: actual === expected } };
  });
}

async function writeResource(
  pair: ItemPair,
  resource: string,
  access: string,
  isThere: boolean,
  file: FilePart,
): Promise<void> {
  const folder = posix.dirname(resource);
  const write = isThere ? updateItemResource : addItemResource;
  await write({
    id: pair.targetId,
    name: file.name,
    ...(folder === '.' ? {} : { prefix: folder }),
    private: access === 'private',
    ...ownerOptions(pair.target, pair.targetOwner, { ...callOptions(pair), files: { file } }),
  });
}

async function digestInTarget(pair: ItemPair, resource: string): Promise<string | null> {
  const reading = pair.target.stream(resourcePath(pair.targetId, resource), {}, callOptions(pair));
  const answer = await ifThere(reading);
  return answer === null ? null : (await digestStream(answer.body)).sha256;
}
