import { sealPicture } from '../files/data-files.js';
import { link, resourceOf } from '../links.js';
import type { DocumentPlan } from '../maps/plan.js';
import type { Town } from '../town.js';

type Json = Record<string, unknown>;

/** An Instant App, published once and with a draft that differs. */
export const placesApp: DocumentPlan = {
  key: 'placesApp',
  type: 'Web Mapping Application',
  title: 'Find a Place',
  owner: 'ines.vale@larkmoor',
  folder: 'Parks',
  snippet: 'Parks, pools and playgrounds near you.',
  description: (town) => `<p>Map: ${link(town, 'placesMap', 'Out and About')}.</p>`,
  tags: ['app', 'places'],
  typeKeywords: ['configurableApp', 'instantApp', 'selfConfigured', 'Ready To Use'],
  access: 'public',
  groups: ['everyone', 'parks'],
  categories: ['/Categories/Leisure'],
  url: (town) => `${town.portal}/apps/instant/nearby/index.html?appid=${town.id('placesApp')}`,
  resources: [{ path: 'icons/app.png', contentType: 'image/png', bytes: () => sealPicture(64) }],
  data: (town) => ({
    authoringApp: 'InstantApps',
    source: '7e1fb95d9fb24b1f8b1ea0d6ed1f44c2',
    folderId: town.folder('placesApp'),
    values: {
      ...values(town, 'Find a Place'),
      datePublished: Date.parse('2025-09-02T08:00:00Z'),
      draft: { ...values(town, 'Find a Place (draft)'), dateUpdated: Date.parse('2025-10-01T08:00:00Z') },
    },
  }),
};

function values(town: Town, title: string): Json {
  return {
    webmap: town.id('placesMap'),
    mapItemCollection: [
      { id: town.id('placesMap'), type: 'webmap' },
      { id: town.id('treesMap'), type: 'webmap' },
    ],
    group: town.group('everyone'),
    title,
    type: 'webmap',
    theme: 'light',
    header: true,
    customTheme: {
      applySharedTheme: false,
      logo: resourceOf(town, 'placesApp', 'icons/app.png'),
      logoLink: `${town.portal}/home/index.html`,
      logoAltText: 'Seal',
    },
    splash: true,
    splashContent: `<p>Data: ${link(town, 'placesPublic', 'Public Places')}</p>`,
    search: true,
    searchConfiguration: {
      searchAllEnabled: true,
      allPlaceholder: 'Find a place',
      activeSourceIndex: -1,
      sources: [
        {
          name: 'Places',
          placeholder: 'Name',
          layer: {
            url: `${town.service('placesPublic')}/0`,
            id: 'places-layer',
            title: 'Public places',
            sublayerId: null,
          },
          searchFields: ['name'],
          displayField: 'name',
          exactMatch: false,
          maxResults: 6,
          _uid: '7fdf83f02d4',
        },
        {
          name: 'World',
          url: 'https://geocode.example.org/arcgis/rest/services/World/GeocodeServer',
          singleLineFieldName: 'SingleLine',
          _uid: '7fdf83f02d5',
        },
      ],
    },
    filter: true,
    filterConfig: {
      layerExpressions: [
        {
          id: 'places-layer',
          title: 'Public places',
          operator: ' AND ',
          expressions: [{ id: 1, name: 'Parks only', definitionExpression: 'kind = 2', active: false }],
        },
      ],
    },
    searchLayers: JSON.stringify({
      layers: [{ id: 'places-layer', fields: ['name'], url: `${town.service('placesPublic')}/0` }],
    }),
    socialSharing: true,
    shareIncludeSocial: false,
  };
}
