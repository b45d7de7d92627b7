import type { WritablePortal } from '../../../lib/portal/portal.js';
import { Content, webMap } from '../../copy/support/content.js';

const CALLS_AT_ONCE = 6;
const ROWS = 10;

/** So many hosted layers with a few rows, and so many web maps that show some of them each: four, if nothing else is said. */
export interface Counts {
  layers: number;
  maps: number;
  shown?: number;
}

/** Adds them, and gives their ids. */
export async function fillMaps(
  portal: WritablePortal,
  { shown = 4, ...counts }: Counts,
): Promise<{ layers: string[]; maps: string[] }> {
  const { user } = await portal.self();
  const content = new Content(portal, user?.username ?? '');
  const layers: { id: string; url: string }[] = [];
  for (let n = 0; n < counts.layers; n += 1) layers.push(await content.layer(`Layer_${n}`, ROWS));
  const maps: string[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < counts.maps) {
      const n = next;
      next += 1;
      const some = Array.from({ length: shown }, (_, at) => layers[(n * 7 + at * 3) % layers.length]);
      const titled = some.flatMap((layer, at) => (layer ? [{ ...layer, title: `Layer ${at}` }] : []));
      maps.push(await content.document('Web Map', `Map ${n}`, webMap(titled)));
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane));
  return { layers: layers.map(({ id }) => id), maps };
}
