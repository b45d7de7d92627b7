import { ArcGISError } from '../portal/arcgis-error.js';

/**
 * What a reading gives, or null if the portal says that there is no such thing. Any other failure is thrown.
 */
export async function ifThere<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ArcGISError && error.code === 'ARCGIS_NOT_FOUND') {
      return null;
    }
    throw error;
  }
}
