import type { ReadablePortal } from '../../portal/portal.js';
import { serverRoots } from '../../portal/server-roots.js';
import { addressesOf, type PortalAddresses } from '../../references/addresses.js';
import type { ReferenceMap } from '../../references/reference-map.js';
import { serviceKey } from '../../references/service-key.js';
import { MapsOfPortal } from '../documents/maps-of-portal.js';
import { openedPair } from '../pair.js';
import { emptyMap, mergeMap } from '../run/merge-map.js';
import type { Run } from '../run/run.js';
import type { SweepKnowledge } from './complete-map.js';
import { learnOldCopies } from './learn-old-copies.js';
import type { PairTable } from './pair-table.js';
import { TargetServices } from './target-services.js';

/**
 * Everything that a sweep goes by: what the run found out, the older copies that it replaced, and above these the user's table of pairs.
 * Source addresses that no copy of this process has asked for are as far known as the messages tell them.
 */
export async function sweepKnowledge(
  run: Run,
  target: ReadablePortal,
  table: PairTable,
  signal: AbortSignal,
): Promise<SweepKnowledge> {
  await learnOldCopies(run, target, signal);
  const self = await target.self(signal);
  const map = emptyMap();
  mergeMap(map, run.map);
  mergeMap(map, withoutTwins(map, table.map));
  const pair = await openedPair(run, target);
  const maps = await run.once(`maps of ${target.url}`, async () => new MapsOfPortal(target));
  return {
    map: run.info.dryRun ? imagined(map) : map,
    source: pair?.sourceAddresses ?? addressOnly(run.portal),
    target: addressesOf(target.url, self, await serverRoots(target, signal)),
    rules: table.rules,
    services: new TargetServices(target),
    formerLayers: (id, how) => (pair && isElsewhere(map, id) ? pair.maps : maps).of(id, how),
    noteMap: (id, content) => maps.note(id, content),
  };
}

/** Whether an id is that of an item of the source, which has another one in the target. */
function isElsewhere({ items }: ReferenceMap, id: string): boolean {
  return items[id] !== undefined && items[id] !== id;
}

/** Removes what the table says in another spelling of the same URL, so that the table counts. */
function withoutTwins(map: ReferenceMap, table: ReferenceMap): ReferenceMap {
  const given = new Set(Object.keys(table.services).map(serviceKey));
  for (const url of Object.keys(map.services)) if (given.has(serviceKey(url))) delete map.services[url];
  return table;
}

function addressOnly(url: string): PortalAddresses {
  return { url, hosts: [serviceKey(url)], servers: [], orgId: null, isPortal: true };
}

/** In a dry run nothing has an id yet; what would be re-pointed can be counted all the same. */
function imagined(map: ReferenceMap): ReferenceMap {
  const items = Object.fromEntries(
    Object.entries(map.items).map(([from, to]) => [from, to.startsWith('planned:') ? backwards(from) : to]),
  );
  const services = Object.fromEntries(
    Object.entries(map.services).map(([from, mapping]) => [
      from,
      mapping.url.startsWith('planned:')
        ? { ...mapping, url: 'https://planned.invalid/rest/services/New/FeatureServer' }
        : mapping,
    ]),
  );
  return { ...map, items, services };
}

function backwards(id: string): string {
  return [...id].reverse().join('');
}
