import type { ReadablePortal } from '../../portal/portal.js';
import { type MapLayer, mapLayers } from '../../references/map-layers.js';
import { isRefusal } from '../identity/origins.js';
import { readDocumentData } from './document-data.js';

/** Layers of the maps of a portal, which apps name through the maps. Each map is read at most once, and not at all if its content was noted. */
export class MapsOfPortal {
  private readonly known = new Map<string, Promise<readonly MapLayer[]>>();

  constructor(private readonly portal: ReadablePortal) {}

  /** The layers of a map; none of one that is not there, or not for the signed-in user. */
  of(id: string, signal: AbortSignal): Promise<readonly MapLayer[]> {
    let layers = this.known.get(id);
    if (!layers) {
      layers = this.read(id, signal);
      this.known.set(id, layers);
      layers.catch(() => this.known.delete(id));
    }
    return layers;
  }

  /** Notes what a map holds that was read anyway. What is known of it already counts. */
  async note(id: string, content: unknown): Promise<void> {
    const before = this.known.get(id);
    if (before) await before.catch(() => undefined);
    else this.known.set(id, Promise.resolve(mapLayers(content)));
  }

  private async read(id: string, signal: AbortSignal): Promise<readonly MapLayer[]> {
    try {
      return mapLayers((await readDocumentData(this.portal, id, signal)).content);
    } catch (error) {
      if (isRefusal(error)) return [];
      throw error;
    }
  }
}
