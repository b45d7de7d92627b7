import { asJson, type Json } from '../definition.js';
import type { LayerService } from '../layer-service.js';

/**
 * `publishParameters` for the File Geodatabase of a service. What they do not say is restored afterwards, editor tracking too: switched on
 * here, it would make new fields beside those in the file, or write the present time into them.
 */
export function publishParameters(source: LayerService, name: string): Json {
  const { service } = source;
  const { wkid, wkt, ...more } = asJson(service.spatialReference);
  // With the vertical system, if there is one.
  const codes = Object.entries({ wkid, ...more }).filter(
    ([key, value]) => /Wkid$/i.test(key) && value != null,
  );
  const targetSR = wkid !== undefined ? Object.fromEntries(codes) : { wkt };
  return {
    name,
    ...(wkid !== undefined || wkt !== undefined ? { targetSR } : {}),
    ...(Number(service.maxRecordCount) > 0 ? { maxRecordCount: service.maxRecordCount } : {}),
    ...(service.copyrightText ? { copyrightText: service.copyrightText } : {}),
    hasStaticData: false,
    layerInfo: { capabilities: 'Query' },
  };
}
