import type { Item } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import { serviceKey } from '../../references/service-key.js';
import { isRefusal } from '../identity/origins.js';

/** A service as far as references to it can be judged. */
export interface KnownService {
  url: string;
  /** Item of a hosted service. */
  itemId: string | null;
  /** Numbers of its layers and tables. */
  layers: Set<string>;
}

interface ServiceRoot {
  serviceItemId?: string;
  layers?: { id: number }[];
  tables?: { id: number }[];
}

/** Services that documents shall refer to, each asked for once. */
export class TargetServices {
  private readonly known = new Map<string, Promise<KnownService | null>>();

  private readonly items = new Map<string, Promise<Item | null>>();

  constructor(private readonly target: ReadablePortal) {}

  /** The service at this root URL; null if there is none that the signed-in user may see. */
  read(root: string, signal: AbortSignal): Promise<KnownService | null> {
    const key = serviceKey(root);
    let service = this.known.get(key);
    if (!service) {
      service = this.ask(root, signal);
      this.known.set(key, service);
      service.catch(() => this.known.delete(key));
    }
    return service;
  }

  /** URL of the service that an item stands for; null if it stands for none, or is not there. */
  async ofItem(id: string, signal: AbortSignal): Promise<string | null> {
    const item = await this.item(id, signal);
    return (item?.url && parseServiceUrl(item.url)?.root) || null;
  }

  /** Whether the target has an item that the signed-in user may see. */
  async hasItem(id: string, signal: AbortSignal): Promise<boolean> {
    return (await this.item(id, signal)) !== null;
  }

  private item(id: string, signal: AbortSignal): Promise<Item | null> {
    let item = this.items.get(id);
    if (!item) {
      item = readItem(this.target, id, signal).catch((error: unknown) => {
        if (isRefusal(error)) return null;
        throw error;
      });
      this.items.set(id, item);
      item.catch(() => this.items.delete(id));
    }
    return item;
  }

  private async ask(root: string, signal: AbortSignal): Promise<KnownService | null> {
    try {
      const { serviceItemId, layers, tables } = await this.target.read<ServiceRoot>(root, {}, { signal });
      const ids = [...(layers ?? []), ...(tables ?? [])].map(({ id }) => String(id));
      return { url: root, itemId: serviceItemId || null, layers: new Set(ids) };
    } catch (error) {
      const isPortalTrouble =
        error instanceof ArcGISError && ['ARCGIS_AUTH', 'ARCGIS_CANCELLED'].includes(error.code);
      if (isPortalTrouble || signal.aborted) throw error;
      return null;
    }
  }
}
