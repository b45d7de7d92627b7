import { placesApp } from './apps/places-app.js';
import { townViewer } from './apps/town-viewer.js';
import { baseService } from './base-service.js';
import { waterDashboard } from './dashboards/water-dashboard.js';
import { worksDashboard } from './dashboards/works-dashboard.js';
import { dataFiles } from './files/data-files.js';
import { officeFiles } from './files/office-files.js';
import type { FilePlan } from './files/plan.js';
import { hydrants } from './layers/hydrants.js';
import { neighbourhoods } from './layers/neighbourhoods.js';
import { parcels } from './layers/parcels.js';
import { places } from './layers/places.js';
import type { ServicePlan } from './layers/plan.js';
import { streets } from './layers/streets.js';
import { trees } from './layers/trees.js';
import { water } from './layers/water.js';
import { workOrders } from './layers/work-orders.js';
import { fieldMap } from './maps/field-map.js';
import { placesMap } from './maps/places-map.js';
import type { DocumentPlan } from './maps/plan.js';
import { planningMap } from './maps/planning-map.js';
import { townMap } from './maps/town-map.js';
import { treesMap } from './maps/trees-map.js';
import { worksMap } from './maps/works-map.js';
import type { ItemDetails } from './town.js';
import { hydrantsOut } from './views/hydrants-out.js';
import { placesPublic } from './views/places-public.js';
import type { ViewPlan } from './views/plan.js';

/** Everything that is in the town's portal, by what it is made of. */
export interface TownItems {
  services: ServicePlan[];
  views: ViewPlan[];
  documents: DocumentPlan[];
  files: FilePlan[];
  /** Items that are an address and nothing else. */
  references: ItemDetails[];
}

/** The plans of all items; the rows of the layers are made here. */
export function townItems(): TownItems {
  return {
    services: [trees(), hydrants(), parcels(), streets(), water(), neighbourhoods(), places(), workOrders()],
    views: [hydrantsOut, placesPublic],
    documents: [
      ...[townMap, treesMap, planningMap, placesMap, worksMap, fieldMap],
      ...[waterDashboard, worksDashboard, townViewer, placesApp],
    ],
    files: [...dataFiles, ...officeFiles],
    references: [baseService],
  };
}

/** All items in one list. */
export function allItems(items: TownItems): ItemDetails[] {
  return [...items.services, ...items.views, ...items.references, ...items.files, ...items.documents];
}
