import { layerLabel } from '../../features/definition.js';
import type { LayerService } from '../../features/layer-service.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyJob } from '../copy-job.js';

/** Shapes that clients can read and write row by row. */
const WRITABLE = /^esriGeometry(Point|Multipoint|Polyline|Polygon)$/;

/**
 * Throws ARCGIS_FORBIDDEN if a layer has shapes that no client can write, such as 3D objects (multipatches): a copy made row by row would have the rows
 * without them, and nothing to compare.
 */
export function demandWritableShapes(job: CopyJob, { layers }: LayerService): void {
  const others = layers.filter(({ geometryType }) => geometryType && !WRITABLE.test(geometryType));
  if (others.length === 0) return;
  const names = others.map((layer) => `${layerLabel(layer)} (${layer.geometryType})`).join(', ');
  throw new ArcGISError(
    'ARCGIS_FORBIDDEN',
    `The shapes of layer ${names} of the ${job.label} cannot be written row by row. Copy it as a File Geodatabase (export-fgdb, add-and-publish); where it is in ${job.target.url} already, let that replace it.`,
    { portal: job.target.url, item: job.label },
  );
}
