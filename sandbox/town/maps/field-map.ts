import { hydrantForm, hydrantPopup, inspectionPopup } from '../layers/hydrant-popups.js';
import { link } from '../links.js';
import type { DocumentPlan } from './plan.js';
import { featureLayer, table, vectorBasemap, webMap } from './web-map.js';

/** For the phone in the field: forms, offline areas, a table to write into, and a view. */
export const fieldMap: DocumentPlan = {
  key: 'fieldMap',
  type: 'Web Map',
  title: 'Hydrant inspections (field)',
  owner: 'tom.wren',
  folder: 'Water',
  snippet: 'For inspectors: find, open, write down.',
  description: (town) => `<p>Read ${link(town, 'handbook', 'the handbook')} first.</p>`,
  tags: ['map', 'hydrants', 'field'],
  typeKeywords: ['Collector', 'FieldMapsEnabled', 'Offline'],
  access: 'org',
  groups: ['water'],
  categories: ['/Categories/Water'],
  data: (town) =>
    webMap({
      layers: [
        featureLayer(town, 'hydrants', 0, 'h0', 'Hydrants', {
          popupInfo: hydrantPopup(town),
          formInfo: {
            ...hydrantForm(),
            expressionInfos: [
              {
                name: 'expr/street',
                title: 'Street',
                returnType: 'string',
                expression: `var s = FeatureSetByPortalItem(Portal('${town.portal}'), '${town.id('streets')}', 0, ['street_name'], true);\nreturn First(Intersects(s, Buffer($feature, 15, 'meters'))).street_name;`,
              },
            ],
          },
        }),
        featureLayer(town, 'hydrantsOut', 0, 'out-of-service', 'Out of service', { visibility: false }),
      ],
      tables: [table(town, 'hydrants', 1, 'h1', 'Inspections', { popupInfo: inspectionPopup(town) })],
      baseMap: vectorBasemap('daylight', 'Daylight'),
      more: {
        applicationProperties: {
          editing: { locationTracking: { enabled: false } },
          offline: {
            editableLayers: { download: 'featuresAndAttachments', sync: 'syncFeaturesAndUploadAttachments' },
            readonlyLayers: { downloadAttachments: false },
            offlinebasemap: { referenceBasemapName: 'larkmoor.vtpk' },
          },
          viewing: {
            search: {
              enabled: true,
              layers: [
                { id: 'h0', field: { name: 'hydrant_no', exactMatch: true, type: 'esriFieldTypeString' } },
              ],
            },
          },
        },
      },
    }),
};
