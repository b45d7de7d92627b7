import { xmlText } from './files/xml-text.js';
import type { ItemDetails } from './town.js';

/** A metadata document in the format of ArcGIS. */
export function metadata(item: ItemDetails): Buffer {
  const words = item.tags.map((tag) => `<keyword>${xmlText(tag)}</keyword>`).join('');
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<metadata xml:lang="en">
  <Esri><CreaDate>20250901</CreaDate><CreaTime>08000000</CreaTime><ArcGISFormat>1.0</ArcGISFormat><SyncOnce>FALSE</SyncOnce></Esri>
  <dataIdInfo>
    <idCitation><resTitle>${xmlText(item.title)}</resTitle><date><pubDate>2025-09-01</pubDate></date></idCitation>
    <idPurp>${xmlText(item.snippet)}</idPurp>
    <idAbs>Kept by the town of Larkmoor. Surveyed to ±0.15 m; ohne Gewähr.</idAbs>
    <idCredit>${xmlText(item.accessInformation ?? 'Town of Larkmoor')}</idCredit>
    <searchKeys>${words}</searchKeys>
  </dataIdInfo>
  <mdLang><languageCode value="eng"/></mdLang>
  <mdDateSt>20250901</mdDateSt>
</metadata>
`;
  return Buffer.from(text, 'utf8');
}
