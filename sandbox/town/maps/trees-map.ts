import { parcelPopup } from '../layers/parcels.js';
import { label, line, marker, simple } from '../layers/symbols.js';
import { treePopup } from '../layers/trees.js';
import { link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import { popup } from '../popups.js';
import type { DocumentPlan } from './plan.js';
import { featureLayer, vectorBasemap, webMap } from './web-map.js';

/** Clusters, sizes by value, labels; and a layer that somebody added by its address alone. */
export const treesMap: DocumentPlan = {
  key: 'treesMap',
  type: 'Web Map',
  title: 'Trees of Larkmoor',
  owner: 'ines.vale@larkmoor',
  folder: 'Parks',
  snippet: 'Twenty thousand trees, gathered into clusters.',
  description: (town) => `<p>Data: ${link(town, 'trees', 'Street Trees')}.</p>`,
  tags: ['map', 'trees'],
  access: 'public',
  groups: ['parks', 'everyone'],
  categories: ['/Categories/Environment'],
  data: (town) =>
    webMap({
      layers: [
        {
          id: 'parcels-by-address',
          title: 'Parcels',
          url: `${town.service('parcels')}/0`,
          layerType: 'ArcGISFeatureLayer',
          visibility: false,
          opacity: 0.5,
          popupInfo: parcelPopup(town),
          layerDefinition: { definitionExpression: "land_use IN ('GRN', 'PUB')" },
        },
        featureLayer(town, 'trees', 0, 'trees-layer', 'Trees', {
          popupInfo: treePopup(),
          showLabels: true,
          layerDefinition: {
            definitionExpression: 'health < 4',
            featureReduction: clusters(),
            drawingInfo: {
              renderer: {
                ...simple(marker(palette.leaf, 6)),
                visualVariables: [
                  {
                    type: 'sizeInfo',
                    valueExpression: '$feature.girth_cm / 100',
                    valueExpressionTitle: 'Girth (m)',
                    minDataValue: 0,
                    maxDataValue: 4,
                    minSize: 4,
                    maxSize: 18,
                  },
                ],
                authoringInfo: {
                  type: 'univariateColorSize',
                  visualVariables: { sizeInfo: { theme: 'high-to-low' } },
                },
              },
              labelingInfo: [
                label(
                  'DomainName($feature, "species")',
                  'esriServerPointLabelPlacementCenterRight',
                  1128,
                  'height_m > 20',
                ),
              ],
            },
          },
        }),
        featureLayer(town, 'streets', 0, 'streets-layer', 'Streets', {
          disablePopup: true,
          layerDefinition: { drawingInfo: { renderer: simple(line(palette.stone, 1)) } },
        }),
      ],
      baseMap: vectorBasemap('moor', 'Moor'),
      more: {
        widgets: { range: { type: 'range', fieldName: 'height_m', interactionMode: 'single' } },
        applicationProperties: {
          viewing: { search: { enabled: true, layers: [], addressSearchEnabled: true } },
        },
      },
    }),
};

function clusters(): Record<string, unknown> {
  return {
    type: 'cluster',
    clusterRadius: '60px',
    clusterMinSize: '18px',
    clusterMaxSize: '48px',
    popupInfo: popup({
      title: '{cluster_count} trees',
      fields: [
        { name: 'cluster_count', label: 'Trees', places: 0 },
        { name: 'cluster_avg_height_m', label: 'Mean height', places: 1 },
      ],
      expressions: [
        {
          name: 'commonest',
          title: 'Commonest species',
          expression:
            'First(OrderBy(GroupBy($aggregatedFeatures, "species", { name: "n", expression: "1", statistic: "COUNT" }), "n DESC")).species',
        },
      ],
    }),
    labelingInfo: [
      label('Text($feature.cluster_count, "#,###")', 'esriServerPointLabelPlacementCenterCenter', 0),
    ],
    showLabels: true,
  };
}
