import { parse } from 'node:path';
import { serviceNameFor } from '../../features/service-name.js';
import { serviceNameOf } from '../../features/service-url.js';
import type { Item } from '../../items/item.js';
import { relatedItems } from '../../items/related-items.js';
import { wholeItem } from '../../items/whole-item.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from '../identity/origins.js';
import type { TileType } from './tile-types.js';

/**
 * The package in the source that the tiles were published from: by its relation to the service, or the only one of the same owner that has the service's
 * name or title, with a warning. Null if there is none, or none that the signed-in user sees.
 */
export async function findPackage(
  job: CopyJob,
  { packages, what }: TileType,
  how: 'related' | 'named',
): Promise<Item | null> {
  const { item, source, signal } = job;
  const isPackage = ({ type }: Item): boolean => Object.hasOwn(packages, type);
  if (how === 'related') {
    const related = await relatedItems(source, item.id, 'Service2Data', signal).catch(noneIfRefused);
    return related.find(isPackage) ?? null;
  }

  const types = Object.keys(packages).map((type) => `type:"${type}"`);
  const q = `owner:"${item.owner}" AND (${types.join(' OR ')})`;
  const { results = [] } = await source.read<{ results?: Partial<Item>[] }>(
    '/search',
    { q, num: 100 },
    { signal },
  );
  const name = nameOf(serviceNameOf(String(item.url)));
  const named = results
    .map(wholeItem)
    .filter((one) => isPackage(one) && one.owner === item.owner)
    .filter((one) => one.title === item.title || nameOf(parse(one.name ?? '').name) === name);
  const [found] = named;
  if (!found || named.length > 1) return null;
  job.warn(
    'PACKAGE_BY_NAME',
    `The portal does not say what the ${what} was published from. The ${found.type} "${found.title}" (${found.id}) of the same owner was taken, because it has the name; a sample of the tiles is compared.`,
  );
  return found;
}

function nameOf(text: string): string {
  return serviceNameFor(text).toLowerCase();
}

function noneIfRefused(error: unknown): Item[] {
  if (isRefusal(error)) return [];
  throw error;
}
