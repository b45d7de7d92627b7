import { asJson, type Json } from '../definition.js';
import type { LayerService } from '../layer-service.js';

/**
 * `publishParameters` for the File Geodatabase of a service. What they do not say is restored afterwards, editor tracking too: switched on
 * here, it would make new fields beside those in the file, or write the present time into them.
 */
export function publishParameters(source: LayerService, name: string): Json {
  const { service } = source;
  const { wkid, latestWkid, wkt } = asJson(service.spatialReference);
  const targetSR = wkid !== undefined ? { wkid, ...(latestWkid !== undefined && { latestWkid }) } : { wkt };
  return {
    name,
    ...(wkid !== undefined || wkt !== undefined ? { targetSR } : {}),
    ...(Number(service.maxRecordCount) > 0 ? { maxRecordCount: service.maxRecordCount } : {}),
    ...(service.copyrightText ? { copyrightText: service.copyrightText } : {}),
    hasStaticData: false,
    layerInfo: { capabilities: 'Query' },
  };
}
