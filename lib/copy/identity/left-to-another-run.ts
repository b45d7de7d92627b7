import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyJob } from '../copy-job.js';

/** The copy is another run's business at the moment: whoever needs it cannot tell what it will be. */
export class LeftToAnotherRun extends ArcGISError {}

/** Copies that are being made in this process: target, pipeline and source id. */
const UNDER_WAY = new Set<string>();

/**
 * Does the work of one copy unless another run of this process is at the same copy: two would make it twice, or write over each
 * other. Throws ARCGIS_EXISTS then; waiting instead could last for ever, as the other run may wait for a copy of this one.
 */
export async function unlessLeftToAnotherRun<T>(job: CopyJob, work: () => Promise<T>): Promise<T> {
  const { run, target, item, label } = job;
  const key = JSON.stringify([target.url, run.info.pipeline, item.id]);
  if (UNDER_WAY.has(key)) {
    throw new LeftToAnotherRun(
      'ARCGIS_EXISTS',
      `The ${label} is just being copied to ${target.url} by another run, and was left to that one. Run again when that is over, and let the runs not overlap.`,
      { portal: target.url, item: label },
    );
  }
  UNDER_WAY.add(key);
  try {
    return await work();
  } finally {
    UNDER_WAY.delete(key);
  }
}
