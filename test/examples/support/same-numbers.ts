import type { Pair } from '../../support/compare-portals.js';
import type { Rest } from '../../support/rest.js';

type Json = Record<string, unknown>;

interface Layers {
  layers: Json[];
  tables: Json[];
}

/** A copied service and the numbers of its layers: what the copy's are called in the source. */
interface Renumbered {
  itemId: string;
  root: string;
  sourceNumber: Map<number, number>;
}

/** A client of the target that sees each layer under the number that the layer of the same name has in the source. */
export async function sameNumbers(source: Rest, target: Rest, pairs: Pair[]): Promise<Rest> {
  const services: Renumbered[] = [];
  for (const pair of pairs.filter((one) => one.source.type === 'Feature Service')) {
    const service = await renumbered(source, target, pair);
    if ([...service.sourceNumber].some(([is, was]) => is !== was)) services.push(service);
  }

  const placeOf = (place: string): string => {
    const service = services.find(({ root }) => place.startsWith(`${root}/`));
    const [, number, rest] = /^\/(\d+)(.*)$/.exec(place.slice(service?.root.length ?? 0)) ?? [];
    if (!service || number === undefined) return place;
    const [is] = [...service.sourceNumber].find(([, was]) => was === Number(number)) ?? [number];
    return `${service.root}/${is}${rest}`;
  };
  return {
    ...target,
    async json<T>(place: string, params?: Json): Promise<T> {
      const answer = await target.json<Json>(placeOf(place), params);
      const service = services.find(({ root }) => place === `${root}/layers`);
      return (service ? renumber(answer, service.sourceNumber) : answer) as T;
    },
    async bytes(place, params) {
      const bytes = await target.bytes(placeOf(place), params);
      const service = services.find(({ itemId }) => place === `/content/items/${itemId}/data`);
      if (!service || bytes.length === 0) return bytes;
      return Buffer.from(
        JSON.stringify(renumber(JSON.parse(bytes.toString()) as Json, service.sourceNumber)),
      );
    },
  };
}

async function renumbered(source: Rest, target: Rest, pair: Pair): Promise<Renumbered> {
  const layersOf = async (portal: Rest, id: string): Promise<{ root: string; layers: Json[] }> => {
    const { url, typeKeywords } = await portal.json<Json>(`/content/items/${id}`);
    const root = String(url).replace(/\/+$/, '');
    if (!(typeKeywords as string[]).includes('Hosted Service')) return { root, layers: [] };
    const { layers, tables } = await portal.json<Layers>(`${root}/layers`);
    return { root, layers: [...layers, ...tables] };
  };
  const from = await layersOf(source, pair.source.id);
  const to = await layersOf(target, pair.target.id);
  const sourceNumber = new Map<number, number>();
  for (const { id, name } of to.layers) {
    const original = from.layers.find((layer) => layer.name === name);
    sourceNumber.set(Number(id), Number(original?.id ?? id));
  }
  return { itemId: pair.target.id, root: to.root, sourceNumber };
}

/** A list of layers, or what an item says of them, with the source's numbers. */
function renumber(document: Json, sourceNumber: Map<number, number>): Json {
  const was = (number: unknown): unknown => sourceNumber.get(Number(number)) ?? number;
  const list = (layers: unknown): Json[] =>
    (layers as Json[]).map((layer) => ({
      ...layer,
      id: was(layer.id),
      ...(Array.isArray(layer.relationships) && {
        relationships: (layer.relationships as Json[]).map((one) => ({
          ...one,
          relatedTableId: was(one.relatedTableId),
        })),
      }),
    }));
  return {
    ...document,
    ...(Array.isArray(document.layers) && { layers: list(document.layers) }),
    ...(Array.isArray(document.tables) && { tables: list(document.tables) }),
  };
}
