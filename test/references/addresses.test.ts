import assert from 'node:assert/strict';
import type { PortalSelf } from '../../lib/portal/portal.js';
import { addressesOf } from '../../lib/references/addresses.js';
import { matchAddress } from '../../lib/references/match-address.js';

const self = (changes: Partial<PortalSelf>): PortalSelf => ({
  id: 'Org1',
  name: 'Town',
  isPortal: false,
  urlKey: null,
  customBaseUrl: '',
  portalHostname: '',
  currentVersion: '2024.1',
  helperServices: {},
  user: null,
  ...changes,
});

describe('addresses of a portal', () => {
  it('are host and context of the URL in use, of the portal itself, and of its other port', () => {
    const answer = self({
      isPortal: true,
      portalHostname: 'GIS.town.example:7080/portal',
      httpPort: 7080,
      httpsPort: 7443,
    });
    const { hosts, isPortal, orgId } = addressesOf('http://127.0.0.1:7080/portal/', answer, []);
    assert.deepEqual(hosts, [
      '127.0.0.1:7080/portal',
      'gis.town.example:7080/portal',
      'gis.town.example:7443/portal',
    ]);
    assert.equal(isPortal, true);
    assert.equal(orgId, 'Org1');
  });

  it('are the name of the organisation in ArcGIS Online, not the address that all organisations share', () => {
    const answer = self({
      portalHostname: 'www.arcgis.com',
      urlKey: 'town',
      customBaseUrl: 'maps.arcgis.com',
    });
    assert.deepEqual(addressesOf('https://www.arcgis.com', answer, []).hosts, ['town.maps.arcgis.com']);
  });

  it('come with the helper services, of lists the first', () => {
    const helperServices = {
      geometry: { url: 'https://a/G/GeometryServer' },
      geocode: [{ url: 'https://a/W/GeocodeServer' }],
      none: {},
    };
    assert.deepEqual(addressesOf('https://a', self({ helperServices }), []).helpers, {
      geometry: 'https://a/G/GeometryServer',
      geocode: 'https://a/W/GeocodeServer',
    });
  });

  it('match at the end of a path segment only, and the longest counts', () => {
    const hosts = ['gis.example.org/portal', 'gis.example.org'];
    const length = (url: string): string => url.slice(0, matchAddress(url, hosts));
    assert.equal(length('https://gis.example.org/portal/home'), 'https://gis.example.org/portal');
    assert.equal(length('HTTP://GIS.example.org:80/Portal?x'), 'HTTP://GIS.example.org:80/Portal');
    assert.equal(length('//gis.example.org/portal2/home'), '//gis.example.org');
    assert.equal(length('gis.example.org/portal'), 'gis.example.org/portal');
    assert.equal(length('https://gis.example.org:6443/portal'), '');
    assert.equal(length('https://gis.example.org.evil.com/portal'), '');
  });
});
