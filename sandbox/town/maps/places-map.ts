import { place, webMercator } from '../geography.js';
import { placePopup } from '../layers/places.js';
import { line, marker, simple } from '../layers/symbols.js';
import { contentOf, link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import { popup } from '../popups.js';
import type { Town } from '../town.js';
import type { DocumentPlan } from './plan.js';
import { featureLayer, vectorBasemap, webMap } from './web-map.js';

/** Files of the portal drawn as layers, notes kept in the map itself, and a view. */
export const placesMap: DocumentPlan = {
  key: 'placesMap',
  type: 'Web Map',
  title: 'Out and About',
  owner: 'ines.vale@larkmoor',
  folder: 'Parks',
  snippet: 'Places, bus stops, cycle routes and the heritage walk.',
  description: (town) => `<p>As an app: ${link(town, 'placesApp', 'Find a Place')}.</p>`,
  tags: ['map', 'leisure'],
  access: 'public',
  groups: ['everyone', 'parks'],
  categories: ['/Categories/Leisure'],
  metadata: true,
  data: (town) =>
    webMap({
      layers: [
        featureLayer(town, 'placesPublic', 0, 'places-layer', 'Public places', {
          popupInfo: placePopup(town),
        }),
        {
          id: 'stops-layer',
          title: 'Bus stops',
          layerType: 'CSV',
          type: 'CSV',
          url: contentOf(town, 'busStops'),
          itemId: town.id('busStops'),
          columnDelimiter: ',',
          locationInfo: {
            locationType: 'coordinates',
            latitudeFieldName: 'latitude',
            longitudeFieldName: 'longitude',
          },
          layerDefinition: { drawingInfo: { renderer: simple(marker(palette.deepWater, 6)) } },
          popupInfo: popup({ title: '{name}', fields: [{ name: 'line', label: 'Line' }] }),
          visibility: true,
          opacity: 1,
        },
        {
          id: 'cycle-layer',
          title: 'Cycle routes',
          layerType: 'GeoJSON',
          url: contentOf(town, 'cycleRoutes'),
          layerDefinition: { drawingInfo: { renderer: simple(line(palette.leaf, 3)) } },
          visibility: true,
          opacity: 1,
        },
        {
          id: 'walk-layer',
          title: 'Heritage walk',
          layerType: 'KML',
          url: contentOf(town, 'heritageWalk'),
          itemId: town.id('heritageWalk'),
          visibleFolders: [1],
          visibility: false,
          opacity: 1,
        },
        {
          id: 'weather-layer',
          title: 'Rain',
          layerType: 'WMS',
          url: 'https://weather.example.org/wms?service=WMS&request=GetCapabilities',
          mapUrl: 'https://weather.example.org/wms',
          version: '1.3.0',
          layers: [
            { name: 'rain', title: 'Rain', legendUrl: 'https://weather.example.org/wms/legend?layer=rain' },
          ],
          visibleLayers: ['rain'],
          spatialReferences: [102100, 4326],
          refreshInterval: 10,
          visibility: false,
          opacity: 0.7,
        },
        notes(town),
      ],
      baseMap: vectorBasemap('paper', 'Paper'),
    }),
};

function notes(town: Town): Record<string, unknown> {
  const [x, y] = place(0.42, 0.37);
  const field = (name: string, type: string) => ({ name, alias: name, type });
  return {
    id: 'notes-layer',
    title: 'Notes',
    layerType: 'ArcGISFeatureLayer',
    featureCollectionType: 'notes',
    visibility: true,
    opacity: 1,
    featureCollection: {
      layers: [
        {
          layerDefinition: {
            name: 'Points',
            type: 'Feature Layer',
            geometryType: 'esriGeometryPoint',
            objectIdField: 'OBJECTID',
            fields: [
              field('OBJECTID', 'esriFieldTypeOID'),
              field('TITLE', 'esriFieldTypeString'),
              field('DESCRIPTION', 'esriFieldTypeString'),
              field('IMAGE_URL', 'esriFieldTypeString'),
              field('IMAGE_LINK_URL', 'esriFieldTypeString'),
            ],
            drawingInfo: { renderer: simple(marker(palette.signal, 12)) },
          },
          featureSet: {
            geometryType: 'esriGeometryPoint',
            features: [
              {
                geometry: { x, y, spatialReference: webMercator },
                attributes: {
                  OBJECTID: 1,
                  TITLE: 'Start of the walk',
                  DESCRIPTION: `<p>Begins here. ${link(town, 'heritageWalk', 'Download')}</p>`,
                  IMAGE_URL: contentOf(town, 'seal'),
                  IMAGE_LINK_URL: town.page('heritageWalk'),
                },
              },
            ],
          },
          popupInfo: popup({ title: '{TITLE}', text: '{DESCRIPTION}', fields: [] }),
        },
      ],
      showLegend: false,
    },
  };
}
