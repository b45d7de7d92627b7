import type { TargetId } from '../../items/item.js';
import type { WritablePortal } from '../../portal/portal.js';
import type { LayerService } from '../layer-service.js';
import { type PublishedService, publishItem } from '../publish-item.js';
import { publishParameters } from './publish-parameters.js';

/** A File Geodatabase item of the target, and what is to become of it. */
export interface GeodatabasePublication {
  /** The service whose rows the file holds. */
  source: LayerService;
  fileId: TargetId;
  owner: string;
  folderId: string | null;
  /** Wanted service name; another one is taken if it is not free. */
  name: string;
  /** Told as soon as the item of the service is there: it may be described and marked while the portal still works. */
  made: (itemId: TargetId) => Promise<void>;
}

/**
 * Publishes a File Geodatabase item as a hosted feature layer, under the wanted name or the next free one, and waits for it. Never overwrites a
 * service: that would wipe its sharing. A service whose publishing failed is removed again.
 *
 * @throws ArcGISError ARCGIS_JOB_FAILED with the portal's words, which it tells inside an answer that looks like success
 */
export function publishGeodatabase(
  target: WritablePortal,
  { source, ...request }: GeodatabasePublication,
  options: { signal?: AbortSignal } = {},
): Promise<PublishedService> {
  return publishItem(
    target,
    {
      ...request,
      fileType: 'fileGeodatabase',
      itemType: 'Feature Service',
      what: 'hosted layer',
      instead: 'clone-item can copy the layer without publishing.',
      parameters: (name) => publishParameters(source, name),
      more: { buildInitialCache: false },
    },
    options,
  );
}
