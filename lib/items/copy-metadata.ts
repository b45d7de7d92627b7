import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { updateItem } from '@esri/arcgis-rest-portal';
import { digestOf } from './digest-of.js';
import { ifThere } from './if-there.js';
import { callOptions, type ItemPair, type PartResult } from './item-pair.js';
import { ownerOptions } from './owner-options.js';
import { withTempFolder } from './with-temp-folder.js';

const PATH = 'info/metadata/metadata.xml';

/**
 * Gives the copy the metadata document of the source item, unless it has the same one, and compares what the
 * target then has. Most items have none: the portal then answers with an error (CONT_0036).
 * @param rewrite turns the source's references into the target's
 * @param inspect is given the metadata that the copy then has
 */
export async function copyMetadata(
  pair: ItemPair,
  rewrite: (text: string) => string,
  inspect?: (text: string) => void,
): Promise<PartResult> {
  const { source, target, sourceId, targetId, targetOwner } = pair;
  const options = callOptions(pair);
  const original = await ifThere(source.readText(`/content/items/${sourceId}/${PATH}`, {}, options));
  if (original === null || original.trim() === '') {
    return { changed: false, checks: [] };
  }
  const expected = rewrite(original);
  const read = (): Promise<string | null> =>
    ifThere(target.readText(`/content/items/${targetId}/${PATH}`, {}, options));
  let actual = await read();
  const changed = actual !== expected;
  if (changed) {
    await withTempFolder(async (folder) => {
      const path = join(folder, 'metadata.xml');
      await writeFile(path, expected, 'utf8');
      const metadata = { path, name: 'metadata.xml', contentType: 'text/xml' };
      await updateItem({
        item: { id: targetId },
        ...ownerOptions(target, targetOwner, { ...options, files: { metadata }, repeatable: true }),
      });
    });
    actual = await read();
  }
  inspect?.(actual ?? '');
  const check = {
    check: 'metadata',
    expected: digestOf(expected),
    actual: actual === null ? null : digestOf(actual),
    ok: actual === expected,
  };
  return { changed, checks: [check] };
}
