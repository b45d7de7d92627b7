import { type Access, ask, isLocal } from './ask.mjs';
import { type DrawnLayer, drawn, featureLayer } from './feature-layer.mjs';
import { FILE_LAYERS, fileLayer, NotDrawn } from './file-layer.mjs';
import { LayerEntry } from './layer-entry.mjs';
import type { LayerJson, MapLayer } from './web-map.mjs';

type OlMap = import('ol/Map.js').default;

/** A layer that stands on the map, by the name that people see. */
export interface Placed extends DrawnLayer {
  title: string;
}

/** Draws the layers of a web map and keeps their list. */
export class LayerDrawer {
  /** Those that are drawn, in no order. */
  readonly placed: Placed[] = [];
  readonly #map: OlMap;
  readonly #access: Access;
  #height = 1;

  constructor(map: OlMap, access: Access) {
    this.#map = map;
    this.#access = access;
  }

  /** Draws layers, the first at the bottom. Resolves with their entries, the topmost first, when all are drawn or have failed. */
  async draw(layers: MapLayer[], isShown: () => boolean = () => true): Promise<LayerEntry[]> {
    const entries = layers.map((layer) => this.#one(layer, isShown));
    return (await Promise.all(entries)).reverse();
  }

  async #one(layer: MapLayer, isShown: () => boolean): Promise<LayerEntry> {
    const title = layer.title ?? layer.name ?? String(layer.id ?? 'Layer');
    const url = layer.url ?? layer.styleUrl;
    const entry = new LayerEntry(
      title,
      url,
      layer.visibility ?? layer.defaultVisibility ?? true,
      this.#access,
    );
    const isVisible = () => entry.isVisible && isShown();
    // Taken now: layers arrive in any order and lie as the map says.
    const height = this.#height++;
    try {
      if (layer.layerType === 'GroupLayer' || layer.layers?.some((one) => one.url !== undefined)) {
        this.#under(entry, await this.draw(layer.layers ?? [], isVisible));
      } else if (layer.featureCollection) {
        for (const one of layer.featureCollection.layers ?? []) {
          const json: LayerJson = { ...one.layerDefinition };
          const set = drawn(
            json,
            one.featureSet ?? { features: [] },
            this.#request(layer, one.popupInfo),
            this.#access,
          );
          this.#place(entry, set, title, height, isVisible);
        }
      } else if (url === undefined) {
        entry.trouble('Names no service.', false);
      } else if (!isLocal(url)) {
        entry.trouble(`Not asked for: ${URL.canParse(url) ? new URL(url).host : url}`, false);
      } else if (FILE_LAYERS.includes(layer.layerType ?? '')) {
        this.#place(entry, await fileLayer(layer, url, this.#access), title, height, isVisible);
      } else if (!/\/(?:Feature|Map)Server(?:\/\d+)?\/?(?:[?#]|$)/i.test(url)) {
        entry.trouble(`Not drawn here: ${layer.layerType ?? 'a layer of another kind'}`, false);
      } else if (/\/(?:Map|Feature)Server\/?(?:[?#]|$)/i.test(url)) {
        this.#under(entry, await this.#service(layer, url.replace(/\/?(?:[?#].*)?$/, ''), isVisible));
      } else {
        const result = await featureLayer(url.replace(/[?#].*$/, ''), this.#request(layer), this.#access);
        this.#place(entry, result, title, height, isVisible);
      }
    } catch (error) {
      entry.trouble(error instanceof Error ? error.message : String(error), !(error instanceof NotDrawn));
    }
    return entry;
  }

  /** A whole service: map services draw on their server, here their sublayers are asked for their rows. */
  async #service(layer: MapLayer, url: string, isShown: () => boolean): Promise<LayerEntry[]> {
    const service = await ask<LayerJson>(url, {}, this.#access);
    const sublayers = (service.layers ?? []).filter(({ geometryType }) => geometryType !== undefined);
    const own = new Map(
      (layer.layers ?? []).map((one) => [one.layerDefinition?.source?.mapLayerId ?? Number(one.id), one]),
    );
    return this.draw(
      sublayers.reverse().map(({ id, name, defaultVisibility }) => ({
        ...own.get(id),
        title: own.get(id)?.name ?? name,
        url: `${url}/${id}`,
        visibility: layer.visibleLayers ? layer.visibleLayers.includes(id) : (defaultVisibility ?? true),
        opacity: layer.opacity ?? 1,
      })),
      isShown,
    );
  }

  #request(layer: MapLayer, popup = layer.popupInfo): Parameters<typeof featureLayer>[1] {
    const { layerDefinition: definition, opacity = 1, showLabels = true } = layer;
    return { definition, popup, opacity, labels: showLabels };
  }

  #place(
    entry: LayerEntry,
    result: DrawnLayer,
    title: string,
    height: number,
    isVisible: () => boolean,
  ): void {
    result.layer.setZIndex(height);
    result.layer.setVisible(isVisible());
    this.#map.addLayer(result.layer);
    this.placed.push({ ...result, title });
    this.#changes.push(() => result.layer.setVisible(isVisible()));
    entry.onChange(() => this.#update());
    entry.done(result);
  }

  #under(entry: LayerEntry, below: LayerEntry[]): void {
    entry.add(below);
    entry.onChange(() => this.#update());
  }

  readonly #changes: (() => void)[] = [];

  #update(): void {
    for (const change of this.#changes) change();
  }
}
