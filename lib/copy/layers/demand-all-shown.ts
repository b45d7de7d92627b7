import { asJson } from '../../features/definition.js';
import type { LayerService } from '../../features/layer-service.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyJob } from '../copy-job.js';

/**
 * Throws ARCGIS_FORBIDDEN if the source shows the signed-in user only the rows that he made himself (ownership-based access): what is left would look like
 * the whole layer, and be proven as such.
 */
export async function demandAllShown(job: CopyJob, { service }: LayerService): Promise<void> {
  const { enableEditorTracking, enableOwnershipAccessControl, allowOthersToQuery } = asJson(
    service.editorTrackingInfo,
  );
  if (enableEditorTracking !== true || enableOwnershipAccessControl !== true || allowOthersToQuery !== false)
    return;
  const { user } = await job.source.self(job.signal);
  if (user && (user.username === job.item.owner || user.role === 'org_admin')) return;
  throw new ArcGISError(
    'ARCGIS_FORBIDDEN',
    `The ${job.label} shows others than its owner (${job.item.owner}) only the rows that they made themselves, so the copy would lack the others. Sign in to the source as its owner or as an administrator.`,
    { portal: job.source.url, item: job.label },
  );
}
