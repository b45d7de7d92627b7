import type { GroupKey } from './people.js';

/** What the town needs to know of the portal that it is built in. */
export interface TownPortal {
  kind: 'enterprise' | 'online';
  /** Address of the portal, without `/sharing`. */
  url: string;
  /** Root of the server of its hosted layers, without `/rest`. */
  serverUrl: string;
  admin: { username: string; password: string };
}

export type ItemKey =
  | 'hydrants'
  | 'trees'
  | 'parcels'
  | 'streets'
  | 'water'
  | 'neighbourhoods'
  | 'places'
  | 'workOrders'
  | 'hydrantsOut'
  | 'placesPublic'
  | 'baseService'
  | 'townMap'
  | 'treesMap'
  | 'planningMap'
  | 'placesMap'
  | 'worksMap'
  | 'fieldMap'
  | 'waterDashboard'
  | 'worksDashboard'
  | 'townViewer'
  | 'placesApp'
  | 'busStops'
  | 'cycleRoutes'
  | 'handbook'
  | 'budget'
  | 'minutes'
  | 'masterPlan'
  | 'seal'
  | 'heritageWalk'
  | 'floodGauges'
  | 'arcadeSample'
  | 'airQuality'
  | 'aerials'
  | 'inspectionReport'
  | 'waterProMap';

/** Addresses in the portal that documents refer to, known once every item has its id. */
export interface Town {
  /** Address of the portal, without a slash at its end. */
  portal: string;
  /** Root of the server, without a slash at its end. */
  server: string;
  geometryService: string;
  id(item: ItemKey): string;
  group(key: GroupKey): string;
  /** Id of the folder that an item is in. */
  folder(item: ItemKey): string;
  /** Root of the service behind a layer item: `…/FeatureServer`. */
  service(item: ItemKey): string;
  /** The page of an item, as people paste it into descriptions. */
  page(item: ItemKey): string;
}

/** What is said about an item, whatever it is made of. */
export interface ItemDetails {
  key: ItemKey;
  type: string;
  title: string;
  /** Name of its hosted service, in the URL; the item is called so until it is described. */
  serviceName?: string;
  owner: string;
  /** Title of the owner's folder; null is the root. */
  folder: string | null;
  snippet: string;
  /** Html; may link to other items. */
  description: (town: Town) => string;
  tags: string[];
  typeKeywords?: string[];
  access: 'private' | 'org' | 'public';
  groups: GroupKey[];
  categories?: string[];
  accessInformation?: string;
  licenseInfo?: (town: Town) => string;
  properties?: Record<string, unknown>;
  url?: (town: Town) => string;
  /** Whether the item carries a metadata document. */
  metadata?: boolean;
  deleteProtected?: boolean;
  resources?: Resource[];
}

/** A file beside the item's data. */
interface Resource {
  /** May hold one folder: `images/logo.png`. */
  path: string;
  contentType: string;
  bytes: () => Buffer;
}
