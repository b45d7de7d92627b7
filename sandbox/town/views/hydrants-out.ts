import { hydrantPopup, inspectionPopup } from '../layers/hydrant-popups.js';
import { marker, simple } from '../layers/symbols.js';
import { link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import type { ViewPlan } from './plan.js';

/** The rows that need attention, with the table that belongs to them, and symbols of its own. */
export const hydrantsOut: ViewPlan = {
  key: 'hydrantsOut',
  type: 'Feature Service',
  title: 'Hydrants out of service',
  serviceName: 'Larkmoor_Hydrants_Out',
  source: 'hydrants',
  owner: 'tom.wren',
  folder: 'Water',
  snippet: 'What the fire service cannot rely on today.',
  description: (town) => `<p>A view on ${link(town, 'hydrants', 'Hydrants')}, filtered by state.</p>`,
  tags: ['hydrants', 'view', 'fire service'],
  access: 'org',
  groups: ['water'],
  categories: ['/Categories/Water'],
  capabilities: 'Query',
  layers: [
    {
      id: 0,
      name: 'Hydrants out of service',
      type: 'Feature Layer',
      geometryType: 'esriGeometryPoint',
      filter: "status <> 'ok'",
      hidden: [],
      drawingInfo: {
        renderer: simple(marker(palette.signal, 12, 'esriSMSCross'), 'Needs attention'),
        transparency: 0,
      },
    },
    { id: 1, name: 'Inspections', type: 'Table', hidden: ['inspector'] },
  ],
  data: (town) => ({
    layers: [{ id: 0, popupInfo: hydrantPopup(town) }],
    tables: [{ id: 1, popupInfo: inspectionPopup(town) }],
  }),
};
