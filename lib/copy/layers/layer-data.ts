import { serviceData } from '../../features/service-data.js';
import { readDataText } from '../../items/read-data-text.js';
import type { Params, ReadablePortal } from '../../portal/portal.js';
import type { ServiceMapping } from '../../references/reference-map.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import type { CopyJob } from '../copy-job.js';
import { parsed } from '../documents/read-text-resources.js';
import { wantedProperties } from '../proof/wanted-properties.js';

type Json = Record<string, unknown>;

/** The data of a layer's item (pop-ups, forms, display); null if it has none. */
export async function readLayerData(
  portal: ReadablePortal,
  id: string,
  signal: AbortSignal,
): Promise<Json | null> {
  const data = parsed(await readDataText(portal, id, signal));
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Json) : null;
}

/** The data with the layer ids, field names and references of the copy. */
export function wantedLayerData(job: CopyJob, original: Json | null, mapping: ServiceMapping): Json | null {
  if (!original) return null;
  const { data, warnings } = serviceData(original, mapping);
  job.warnings.push(...warnings);
  const { document, changes } = rewriteReferences(data, job.rewriting);
  job.noteRewritten('data', changes.length);
  return document;
}

/** Properties of the copy's item. Its URL is that of its own service, which the portal sets. */
export function serviceParams(job: CopyJob): Params {
  return wantedProperties(job, ['url']);
}
