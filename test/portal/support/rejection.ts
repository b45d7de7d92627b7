import { ArcGISError } from '../../../lib/portal/arcgis-error.js';

/** The ArcGISError that `work` fails with. */
export async function rejection(work: Promise<unknown>): Promise<ArcGISError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ArcGISError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
