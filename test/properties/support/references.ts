import fc from 'fast-check';
import type { PortalAddresses } from '../../../lib/references/addresses.js';
import type { RewriteContext } from '../../../lib/references/reference-index.js';
import type { ReferenceMap } from '../../../lib/references/reference-map.js';

/** A portal with a web adaptor, and its server: one host, two contexts. */
const source: PortalAddresses = {
  url: 'https://gis.town.example/portal',
  hosts: ['gis.town.example/portal', 'gis.town.example:7443/arcgis'],
  servers: ['https://gis.town.example/server'],
  orgId: '0123456789ABCDEF',
  isPortal: true,
};

/** Another one, at a host whose name begins with that of the first. */
const target: PortalAddresses = {
  url: 'https://gis.town.example.org/portal',
  hosts: ['gis.town.example.org/portal', 'gis.town.example.org:7443/arcgis'],
  servers: ['https://gis.town.example.org/server'],
  orgId: 'FEDCBA9876543210',
  isPortal: true,
};

const hexadecimal = fc.constantFrom(...'0123456789abcdef');

/** Ids of the source begin with 1, those of the target with f, so that neither is ever the other's. */
const idOf = (first: string) =>
  fc.string({ unit: hexadecimal, minLength: 31, maxLength: 31 }).map((rest) => first + rest);

/** Names that differ by little: one begins with another, or has it as its end. */
const name = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', '10', '_'), minLength: 1, maxLength: 4 });

const hostedAt = (server: string, one: string): string =>
  `${server}/rest/services/Hosted/${one}/FeatureServer`;

/** Layers of a service that changed places: each number becomes another one, or stays. */
const permutation = fc
  .shuffledSubarray(['0', '1', '2', '3', '10', '11'], { minLength: 6, maxLength: 6 })
  .map((to) =>
    Object.fromEntries(['0', '1', '2', '3', '10', '11'].map((from, at) => [from, to[at] ?? from])),
  );

/** Items, groups and services, each with a counterpart of its own; layers may have changed places. */
export const maps: fc.Arbitrary<ReferenceMap> = fc
  .record({
    ids: fc.uniqueArray(idOf('1'), { minLength: 2, maxLength: 6 }),
    targets: fc.uniqueArray(idOf('f'), { minLength: 6, maxLength: 6 }),
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 4, selector: (one) => one.toLowerCase() }),
    layers: fc.array(permutation, { minLength: 4, maxLength: 4 }),
  })
  .map(({ ids: [group = '', ...items], targets, names, layers }) => ({
    items: Object.fromEntries(items.map((id, at) => [id, targets[at + 1] ?? ''])),
    groups: { [group]: targets[0] ?? '' },
    services: Object.fromEntries(
      names.map((one, at) => [
        hostedAt('https://gis.town.example/server', one),
        { url: hostedAt('https://gis.town.example.org/server', `T${at}${one}`), layers: layers[at] ?? {} },
      ]),
    ),
    users: {},
  }));

export const there = (map: ReferenceMap): RewriteContext => ({ map, source, target });

/** The way back. */
export function back({ items, groups, services }: ReferenceMap): RewriteContext {
  const turned = (entries: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(entries).map(([from, to]) => [to, from]));
  const map: ReferenceMap = {
    items: turned(items),
    groups: turned(groups),
    services: Object.fromEntries(
      Object.entries(services).map(([from, { url, layers }]) => [url, { url: from, layers: turned(layers) }]),
    ),
    users: {},
  };
  return { map, source: target, target: source };
}

/** A reference in plain text, as a document would hold it. */
export function references(map: ReferenceMap): fc.Arbitrary<string> {
  const id = fc.constantFrom(...Object.keys(map.items), ...Object.keys(map.groups));
  const root = fc.constantFrom(...Object.keys(map.services));
  const layer = fc.constantFrom('', '/0', '/1', '/2', '/3', '/10', '/11', '/100');
  const rest = fc.constantFrom('', '/query', '?f=json', '#top');
  return fc.oneof(
    id,
    fc.tuple(root, layer, rest).map((parts) => parts.join('')),
    id.map((one) => `${source.url}/home/item.html?id=${one}`),
    id.map((one) => `${source.url}/sharing/rest/content/items/${one}/resources/icons/a.png`),
    fc.constant(source.url),
    fc.constant(`${source.url}/home/index.html`),
  );
}

/** Looks like a reference of the map, and is none. */
export function nearMisses(map: ReferenceMap): fc.Arbitrary<string> {
  const id = fc.constantFrom(...Object.keys(map.items), ...Object.keys(map.groups));
  const root = fc.constantFrom(...Object.keys(map.services));
  const digit = fc.constantFrom(...'0123456789abcdefABCDEF');
  return fc.oneof(
    fc.tuple(id, digit).map(([one, more]) => one + more),
    fc.tuple(digit, id).map(([more, one]) => more + one),
    id.map((one) => one.slice(1)),
    id.map((one) => `symbol_${one}`),
    id.map((one) => `${one}_1`),
    id.map((one) => `z${one}`),
    root.map((one) => one.replace('/FeatureServer', 'x/FeatureServer')),
    root.map((one) => one.replace('/Hosted/', '/Hosted2/')),
    root.map((one) => one.replace('/FeatureServer', '/FeatureServers/1')),
    root.map((one) => one.replace('gis.town.example', 'mygis.town.example')),
    root.map((one) => one.replace('gis.town.example', 'gis.town.example.com')),
    fc.constant('https://gis.town.example/portals/home'),
    fc.constant('https://gis.town.example/portal-old/home'),
    fc.constant('https://gis.town.example.net/portal/home'),
    fc.constant('https://gis.town.example'),
  );
}

const word = fc.string({ unit: fc.constantFrom(...'abz .,;!ä…\n'), maxLength: 8 });

/** Text of references, of what looks like them, and of other words, apart from each other. */
export function texts(map: ReferenceMap): fc.Arbitrary<string> {
  const part = fc.oneof(references(map), nearMisses(map), word);
  return fc.array(part, { maxLength: 6 }).map((parts) => parts.join(' '));
}

export const withMap = <T>(of: (map: ReferenceMap) => fc.Arbitrary<T>): fc.Arbitrary<[ReferenceMap, T]> =>
  maps.chain((map) => of(map).map((one): [ReferenceMap, T] => [map, one]));
