import { readLayerService } from '../../features/layer-service.js';
import { mapService } from '../../features/service-mapping.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { ReferenceMap, ServiceMapping } from '../../references/reference-map.js';
import type { OldCopy } from '../deletion/old-copy.js';
import { emptyMap } from '../run/merge-map.js';
import type { Run } from '../run/run.js';

/**
 * What references to older copies become, now that the new ones are there and proven. Layers are matched between the old and the new service
 * themselves: an older copy may have other numbers than the source.
 */
export async function learnOldCopies(
  run: Run,
  target: ReadablePortal,
  signal: AbortSignal,
): Promise<ReferenceMap> {
  const map = emptyMap();
  for (const [id, old] of run.oldCopies) {
    const row = run.row(old.sourceId);
    if (!row?.target || row.outcome === 'failed' || row.target.id === id) continue;
    old.by ??= row.target.id;
    map.items[id] = old.by;
    const { url } = old.item;
    if (!url || !row.target.url || !parseServiceUrl(url)) continue;
    const known = Object.values(run.map.services).find((mapping) => mapping.url === row.target?.url);
    map.services[url] = { ...(await mappingOf(old, row.target.url, known, target, signal)), item: id };
  }
  run.learn(map);
  return map;
}

async function mappingOf(
  old: OldCopy,
  url: string,
  known: ServiceMapping | undefined,
  target: ReadablePortal,
  signal: AbortSignal,
): Promise<ServiceMapping> {
  const plain = { url: known?.url ?? url, layers: {} };
  if (!old.service) return plain;
  try {
    return mapService(old.service, await readLayerService(target, url, signal));
  } catch (error) {
    // The new one lacks a layer of the old one. Numbers stay; a document that names the missing one is not touched.
    if (error instanceof ArcGISError && error.code === 'ARCGIS_UNEXPECTED') return plain;
    throw error;
  }
}
