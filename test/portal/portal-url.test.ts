import { equal, throws } from 'node:assert/strict';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { normalisePortalUrl } from '../../lib/portal/portal-url.js';

describe('the address of a portal', () => {
  it('may be typed or pasted in many ways', () => {
    const typed: [string, string][] = [
      ['https://gis.example.org/portal', 'https://gis.example.org/portal'],
      [' GIS.example.org/portal/ ', 'https://gis.example.org/portal'],
      ['https://gis.example.org/portal/home/index.html?x=1#y', 'https://gis.example.org/portal'],
      ['https://gis.example.org/portal/sharing/rest/', 'https://gis.example.org/portal'],
      ['https://gis.example.org:7443/arcgis/portaladmin', 'https://gis.example.org:7443/arcgis'],
      ['https://town.maps.arcgis.com/home/item.html?id=1', 'https://town.maps.arcgis.com'],
      ['www.arcgis.com', 'https://www.arcgis.com'],
      ['http://127.0.0.1:7080/portal', 'http://127.0.0.1:7080/portal'],
      ['https://gis.example.org:443/Portal', 'https://gis.example.org/Portal'],
    ];
    for (const [text, url] of typed) equal(normalisePortalUrl(text), url);
  });

  it('is refused if it is none, without repeating a password', () => {
    for (const text of [
      '',
      '  ',
      'ftp://gis.example.org',
      'https://',
      'https://gis:secret@gis.example.org/portal',
    ]) {
      throws(
        () => normalisePortalUrl(text),
        (error) =>
          error instanceof ArcGISError && error.code === 'ARCGIS_CONFIG' && !error.message.includes('secret'),
      );
    }
  });
});
