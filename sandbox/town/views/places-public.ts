import { placePopup } from '../layers/places.js';
import { link } from '../links.js';
import type { ViewPlan } from './plan.js';

/** What everyone may see of the public places: no contacts, nothing that has not opened. */
export const placesPublic: ViewPlan = {
  key: 'placesPublic',
  type: 'Feature Service',
  title: 'Public Places (for everyone)',
  serviceName: 'Larkmoor_Public_Places_View',
  source: 'places',
  owner: 'ines.vale@larkmoor',
  folder: 'Parks',
  snippet: 'Playgrounds, parks, libraries, pools and markets that have opened.',
  description: (town) =>
    `<p>Seen in ${link(town, 'placesMap', 'Out and About')} and in ${link(town, 'placesApp', 'the app')}.</p>`,
  tags: ['parks', 'view', 'open data'],
  access: 'public',
  groups: ['everyone', 'parks'],
  categories: ['/Categories/Leisure'],
  accessInformation: 'Larkmoor Parks Office',
  licenseInfo: () => '<p>Free for any use, with the source named.</p>',
  capabilities: 'Query',
  layers: [
    {
      id: 0,
      name: 'Public Places',
      type: 'Feature Layer',
      geometryType: 'esriGeometryPoint',
      filter: 'opened IS NOT NULL AND kind IN (1, 2, 3, 4)',
      hidden: ['contact_mail', 'contact_phone'],
    },
  ],
  data: (town) => ({ layers: [{ id: 0, popupInfo: placePopup(town) }] }),
};
