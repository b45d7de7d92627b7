import { readItem } from '../../items/read-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import { serviceKey } from '../../references/service-key.js';
import { isRefusal } from '../origins.js';

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

  private readonly urls = new Map<string, Promise<string | null>>();

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
    let url = this.urls.get(id);
    if (!url) {
      url = readItem(this.target, id, signal).then(
        (item) => (item.url && parseServiceUrl(item.url)?.root) || null,
        (error: unknown) => {
          if (isRefusal(error)) return null;
          throw error;
        },
      );
      this.urls.set(id, url);
      url.catch(() => this.urls.delete(id));
    }
    return url;
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
