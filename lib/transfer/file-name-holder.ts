import { ArcGISError } from '../portal/arcgis-error.js';

/**
 * Id of the item that has the file name because of which a portal refused to add or update another one; null if the error is another
 * one or does not tell. The portal says `Item with this filename already exists. [itemId=8da4…]`.
 */
export function fileNameHolder(error: unknown): string | null {
  if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_EXISTS') return null;
  return /itemId=([0-9a-f]{32})/i.exec(error.details.portalMessage ?? '')?.[1] ?? null;
}
