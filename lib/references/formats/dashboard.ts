import type { ReferenceIndex } from '../reference-index.js';
import type { FieldNames } from '../rename-fields.js';
import { isObject, type JsonObject, type Note } from './json-object.js';
import { namesOfLayer } from './layer-names.js';

/**
 * What the data sources of a dashboard show: a layer by item id and number, a layer of the map that a widget shows (`<widget>#<layer>`, with
 * a further `#<number>` for a part of it), or the data set of another element (`<element>#<data set>`).
 */
export class DashboardSources {
  readonly #elements = new Map<string, JsonObject>();

  constructor(
    document: unknown,
    private readonly index: ReferenceIndex,
  ) {
    this.#collect(document);
  }

  /** Renamed fields of what a data source shows (maybe none); undefined if it says nothing that is known. */
  ofSource(source: unknown, depth = 0): FieldNames | undefined {
    if (!isObject(source)) return undefined;
    const { itemId, layerId, ownerId, id } = source;
    if (typeof itemId === 'string') {
      return this.index.names(this.index.serviceOfItem(itemId)?.mapping.fields?.[String(layerId)]);
    }
    if (typeof ownerId === 'string' && typeof layerId === 'string') {
      return this.ofTarget(`${ownerId}#${layerId}`, depth);
    }
    return typeof id === 'string' ? this.ofTarget(id, depth) : undefined;
  }

  /** The same of what an action aims at. */
  ofTarget(target: string, depth = 0): FieldNames | undefined {
    const [owner = '', part, number] = target.split('#');
    const element = this.#elements.get(owner);
    // Data sets that are made from each other in a circle show nothing.
    if (element === undefined || part === undefined || depth > 8) return undefined;
    if (typeof element.itemId === 'string') {
      const layer = this.index.layersOfMap(element.itemId).find(({ id }) => id === part);
      return layer && namesOfLayer(layer.url, this.index, number);
    }
    const dataset = datasetsOf(element).find(({ name }) => name === part);
    return this.ofSource(dataset?.dataSource, depth + 1);
  }

  /** Of an element: those of the one layer that its data sets are of, or else of its main one. */
  ofElement(element: JsonObject): FieldNames | undefined {
    const datasets = datasetsOf(element).filter(({ dataSource }) => isObject(dataSource));
    const [first, ...others] = datasets.map(({ dataSource }) => this.ofSource(dataSource));
    if (others.every((names) => names === first)) return first;
    return this.ofSource(datasets.find(({ name }) => name === 'main')?.dataSource);
  }

  /** A target whose part is a layer of a whole service, with the number that this layer has in the target. */
  renumbered(target: string): string {
    const [owner = '', part, number] = target.split('#');
    const itemId = this.#elements.get(owner)?.itemId;
    if (typeof itemId !== 'string' || number === undefined) return target;
    const layer = this.index.layersOfMap(itemId).find(({ id }) => id === part);
    const to = layer && this.index.service(layer.url)?.layers[number];
    return to === undefined ? target : [owner, part, to].join('#');
  }

  #collect(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#collect(item);
    } else if (isObject(value)) {
      const isElement = Array.isArray(value.datasets) || value.type === 'mapWidget';
      if (isElement && typeof value.id === 'string') this.#elements.set(value.id, value);
      for (const item of Object.values(value)) this.#collect(item);
    }
  }
}

function datasetsOf({ datasets }: JsonObject): JsonObject[] {
  return Array.isArray(datasets) ? datasets.filter(isObject) : [];
}

/**
 * Renames fields in the actions of a dashboard, where a filter pairs the field of the element that was used with that of the element which
 * it filters, and in the labels of charts whose categories are fields. In place.
 */
export function renameFieldMaps(
  value: unknown,
  path: string,
  sources: DashboardSources,
  note: Note,
  names?: FieldNames,
): void {
  if (Array.isArray(value)) {
    value.forEach((item, at) => {
      renameFieldMaps(item, `${path}[${at}]`, sources, note, names);
    });
    return;
  }
  if (!isObject(value)) return;
  const own = Array.isArray(value.datasets) ? sources.ofElement(value) : names;
  if (Array.isArray(value.fieldMap)) {
    const aim = typeof value.targetId === 'string' ? sources.ofTarget(value.targetId) : undefined;
    value.fieldMap.forEach((pair, at) => {
      if (!isObject(pair)) return;
      renameEnd(pair, 'sourceName', `${path}.fieldMap[${at}]`, own, note);
      renameEnd(pair, 'targetName', `${path}.fieldMap[${at}]`, aim, note);
    });
  }
  if (value.categoryType === 'fields' && isObject(value.category)) {
    const labels = value.category.labelOverrides;
    for (const [at, label] of Array.isArray(labels) ? labels.entries() : []) {
      if (isObject(label)) renameEnd(label, 'key', `${path}.category.labelOverrides[${at}]`, own, note);
    }
  }
  for (const [key, part] of Object.entries(value)) {
    const isMapLayers = value.type === 'mapWidget' && key === 'layers' && Array.isArray(part);
    if (!isMapLayers) {
      renameFieldMaps(part, `${path}.${key}`, sources, note, own);
      continue;
    }
    part.forEach((layer: unknown, at) => {
      const id = isObject(layer) ? (layer.layerId ?? layer.id) : undefined;
      const layerNames = sources.ofTarget(`${String(value.id)}#${String(id)}`);
      renameFieldMaps(layer, `${path}.${key}[${at}]`, sources, note, layerNames);
    });
  }
}

function renameEnd(
  pair: JsonObject,
  key: string,
  path: string,
  names: FieldNames | undefined,
  note: Note,
): void {
  const name = pair[key];
  const to = typeof name === 'string' ? names?.get(name.toLowerCase()) : undefined;
  if (to === undefined || to === name) return;
  pair[key] = to;
  note(`${path}.${key}`, String(name), to);
}

/** Follows renumbered layers of whole services in what the data sources and the actions of a dashboard name. In place. */
export function renumberTargets(value: unknown, path: string, sources: DashboardSources, note: Note): void {
  if (Array.isArray(value)) {
    value.forEach((item, at) => {
      renumberTargets(item, `${path}[${at}]`, sources, note);
    });
    return;
  }
  if (!isObject(value)) return;
  const { ownerId, layerId } = value;
  const isSource = typeof ownerId === 'string' && typeof layerId === 'string';
  const names: Record<string, unknown> = isSource
    ? { layerId: `${ownerId}#${layerId}` }
    : { targetId: value.targetId, id: value.id };
  for (const [key, name] of Object.entries(names)) {
    const to = typeof name === 'string' ? sources.renumbered(name) : name;
    if (typeof name !== 'string' || typeof to !== 'string' || to === name) continue;
    value[key] = isSource ? to.slice(to.indexOf('#') + 1) : to;
    note(`${path}.${key}`, name, to);
  }
  for (const [key, part] of Object.entries(value)) renumberTargets(part, `${path}.${key}`, sources, note);
}
