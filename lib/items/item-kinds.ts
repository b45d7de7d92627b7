import type { Item } from './item.js';

/** How an item is copied. */
export type ItemKind = 'file' | 'layer' | 'view' | 'service-reference' | 'document' | 'url' | 'unsupported';

/** What of a kind there is to an item. */
export interface KindOfItem {
  kind: ItemKind;
  /** Of documents: what their data is. */
  format?: DocumentFormat;
  /** The order in which items are announced: what others need comes first. */
  family: 'files' | 'layers' | 'views' | 'maps' | 'apps';
  /** Why an unsupported item is not copied, for the person who reads the report. */
  reason?: string;
}

/** What the data of a document is: each is JSON. */
type DocumentFormat = 'web-map' | 'dashboard' | 'web-appbuilder' | 'configurable-app' | 'app' | 'json';

/** Types whose data is a file that is copied byte by byte. */
const FILE_TYPES = new Set(
  (
    '360 VR Experience|Addin Package|Administrative Report|Apache Parquet|AppBuilder Extension|AppBuilder Widget Package|' +
    'ArcGIS Pro Add In|ArcGIS Pro Configuration|ArcPad Package|Basemap Package|CAD Drawing|CityEngine Web Scene|Code Sample|' +
    'Compact Tile Package|CSV|CSV Collection|Deep Learning Package|Desktop Add In|Desktop Application|Desktop Application Template|' +
    'Desktop Style|Earth configuration|Esri Classifier Definition|Explorer Add In|Explorer Layer|Explorer Map|Export Package|' +
    'File Geodatabase|GeoJson|GeoPackage|Geoprocessing Package|Geoprocessing Package (Pro version)|Geoprocessing Sample|' +
    'Globe Document|GML|Image|Image Collection|Insights Workbook Package|iWork Keynote|iWork Numbers|iWork Pages|KML|' +
    'KML Collection|Layer|Layer Package|Layer Template|Layout|Locator Package|Map Document|Map Package|Map Template|' +
    'Microsoft Excel|Microsoft Powerpoint|Microsoft Word|Mobile Basemap Package|Mobile Map Package|Mobile Scene Package|' +
    'Native Application|Native Application Installer|Native Application Template|netCDF|Operations Dashboard Add In|' +
    'Operations Dashboard Extension|PDF|Pro Layer|Pro Layer Package|Pro Map|Pro Map Package|Pro Report|Pro Report Template|' +
    'Project Package|Project Template|Published Map|Raster function template|Report Template|Rule Package|Scene Document|' +
    'Scene Package|Service Definition|Shapefile|SQLite Geodatabase|Statistical Data Collection|Survey123 Add In|Task File|' +
    'Tile Package|Toolbox Package|Vector Tile Package|Viewer Configuration|Visio Document|Window Mobile Package|' +
    'Windows Mobile Package|Windows Viewer Add In|Windows Viewer Configuration|Workflow Manager Package'
  ).split('|'),
);

/** Types whose data is JSON that is copied with its references rewritten, and nothing else to it. */
const JSON_TYPES = new Set(
  (
    'Application Configuration|Color Set|Feature Collection|Feature Collection Template|Featured Items|Group Layer|Legend|' +
    'Media Layer|Oriented Imagery Catalog|StoryMap Theme|Symbol Set'
  ).split('|'),
);

/** Types that are a web address with a description. */
const URL_TYPES = new Set(['Application', 'Code Attachment', 'Document Link', 'Mobile Application']);

/** Types of services; those that the portal does not host itself are copied as a reference to the service. */
const SERVICE_TYPES = new Set(
  (
    'Feature Service|Geocoding Service|Geodata Service|Geoenrichment Service|Geometry Service|Geoprocessing Service|Globe Service|' +
    'Image Service|Map Service|Network Analysis Service|OGCFeatureServer|Relational Database Connection|Scene Service|' +
    'Stream Service|Vector Tile Service|WCS|WFS|WMS|WMTS|Workflow Manager Service'
  ).split('|'),
);

/** Types that this version knows, and does not copy. */
const REASONS: Record<string, string> = {
  'Map Service': 'the tiles of a hosted tile layer cannot be read from the portal',
  'Vector Tile Service': 'the tiles of a hosted vector tile layer cannot be read from the portal',
  'Scene Service': 'the cache of a hosted scene layer cannot be read from the portal',
  'Image Service': 'the pixels of a hosted imagery layer cannot be read from the portal',
  'API Key': 'a key is valid in its own portal only',
};

/**
 * What kind of item it is, and how it is copied; decided by type, type keywords, and whether it has a URL.
 */
export function kindOf(item: Pick<Item, 'type' | 'typeKeywords' | 'url' | 'name' | 'size'>): KindOfItem {
  const keywords = new Set(item.typeKeywords);
  const { type } = item;
  if (FILE_TYPES.has(type)) {
    const isRegistered = item.url !== null && item.url !== undefined && item.url !== '' && !(item.size > 0);
    return { kind: isRegistered ? 'url' : 'file', family: 'files' };
  }
  if (JSON_TYPES.has(type)) {
    return { kind: 'document', format: 'json', family: 'files' };
  }
  if (URL_TYPES.has(type)) {
    return { kind: 'url', family: 'files' };
  }
  if (SERVICE_TYPES.has(type)) {
    return kindOfService(type, keywords);
  }
  switch (type) {
    case 'Web Map':
      return { kind: 'document', format: 'web-map', family: 'maps' };
    case 'Dashboard':
      return { kind: 'document', format: 'dashboard', family: 'apps' };
    case 'Web Mapping Application':
      return { kind: 'document', format: appFormat(keywords), family: 'apps' };
    default:
      return unsupported(type, 'apps');
  }
}

function kindOfService(type: string, keywords: ReadonlySet<string>): KindOfItem {
  if (!keywords.has('Hosted Service')) {
    return { kind: 'service-reference', family: 'layers' };
  }
  if (type !== 'Feature Service') {
    return unsupported(type, 'layers');
  }
  if (keywords.has('Location Tracking Service') || keywords.has('Location Tracking View')) {
    const reason = 'location tracking is set up once by each portal itself';
    return { kind: 'unsupported', family: 'layers', reason };
  }
  return keywords.has('View Service')
    ? { kind: 'view', family: 'views' }
    : { kind: 'layer', family: 'layers' };
}

function appFormat(keywords: ReadonlySet<string>): DocumentFormat {
  const has = (...names: string[]): boolean => names.some((name) => keywords.has(name));
  if (has('Web AppBuilder', 'WAB2D', 'WAB3D')) {
    return 'web-appbuilder';
  }
  const isConfigurable = has(
    'Configurable',
    'configurableApp',
    'instantApp',
    'Instant App',
    'selfConfigured',
    'Story Map',
  );
  return isConfigurable ? 'configurable-app' : 'app';
}

function unsupported(type: string, family: KindOfItem['family']): KindOfItem {
  return {
    kind: 'unsupported',
    family,
    reason: REASONS[type] ?? `items of type ${type} are not copied by this version`,
  };
}
