/** How an item is copied. */
export type ItemKind =
  | 'file'
  | 'layer'
  | 'view'
  | 'tiles'
  | 'service-reference'
  | 'document'
  | 'url'
  | 'unknown'
  | 'unsupported';

/** The order in which items are announced: what others need comes first. */
export type ItemFamily = 'files' | 'layers' | 'views' | 'maps' | 'apps';

/** What the data of a document is. */
export type DocumentFormat =
  | 'web-map'
  | 'web-scene'
  | 'dashboard'
  | 'experience'
  | 'story'
  | 'web-appbuilder'
  | 'configurable-app'
  | 'app'
  | 'form'
  | 'quick-capture'
  | 'site'
  | 'notebook'
  | 'pro-file'
  | 'json';

/** Item types that are copied in the same way. The table in the README is made from these rows. */
export interface ItemTypeRow {
  /** What these items are called. */
  name: string;
  /** Types as ArcGIS spells them. */
  types: readonly string[];
  /** The row is about items with one of these type keywords only. */
  keywords?: readonly string[];
  kind: ItemKind;
  format?: DocumentFormat;
  family: ItemFamily;
  /** Of unsupported ones: why they are not copied. */
  reason?: string;
  /** What is copied, and how. */
  copied: string;
  /** What in it is made to refer to the target. */
  rewritten: string;
  /** What is left out, and what the user can do instead. */
  instead: string;
}

const of = (...lists: string[]): string[] => lists.flatMap((list) => list.split(', '));

const DOCUMENT = { kind: 'document', family: 'apps' } as const;

const EVERYTHING = 'item ids, service and layer URLs, portal addresses, group ids';

/** A row of items that nobody can take out of a portal. */
const notCopied = (
  name: string,
  types: string[],
  reason: string,
  instead: string,
  more: Partial<ItemTypeRow> = {},
): ItemTypeRow => ({
  name,
  types,
  kind: 'unsupported',
  family: 'apps',
  reason,
  copied: 'not copied',
  rewritten: '',
  instead,
  ...more,
});

const SERVICES = of(
  'Feature Service, Geocoding Service, Geodata Service, Geoenrichment Service, Geometry Service, Geoprocessing Service',
  'Globe Service, Image Service, Map Service, Network Analysis Service, OGCFeatureServer, Scene Service, Stream Service',
  'Vector Tile Service, Video Service, WCS, WFS, WMS, WMTS, Workflow Manager Service, 3DTilesService, 3DTiles Service',
);

/**
 * Every item type of ArcGIS, and what becomes of it. An item is of the first row that names its type and asks for none of the type keywords, or
 * for one that the item has. The types: https://developers.arcgis.com/rest/users-groups-and-items/items-and-item-types/
 */
export const ITEM_TYPES: readonly ItemTypeRow[] = [
  {
    name: 'Data and document files',
    types: of(
      'CSV, CSV Collection, Shapefile, File Geodatabase, GeoJson, GeoPackage, SQLite Geodatabase, KML, KML Collection, GML, netCDF',
      'Apache Parquet, CAD Drawing, Image, Image Collection, Microsoft Word, Microsoft Excel, Microsoft Powerpoint, PDF',
      'Visio Document, iWork Keynote, iWork Numbers, iWork Pages, Statistical Data Collection, Export Package',
      'Living Atlas Export Package, Administrative Report, Report Template, Code Sample, Esri Classifier Definition',
      'Esri Classification Schema, Form Template, 360 VR Experience, CityEngine Web Scene',
    ),
    kind: 'file',
    family: 'files',
    copied: 'byte by byte, compared by SHA-256; one that is only registered by its address as that address',
    rewritten: 'its properties and metadata; never the file',
    instead: '',
  },
  {
    name: 'Packages and service definitions',
    types: of(
      'Service Definition, Map Service Definition, Tile Package, Compact Tile Package, Vector Tile Package, Scene Package',
      'Scene Layer Package, 3DTiles Package, 3DTilesPackage, Layer Package, Map Package, Basemap Package, Mobile Map Package',
      'Mobile Basemap Package, Mobile Scene Package, Locator Package, Geoprocessing Package',
      'Geoprocessing Package (Pro version), Geoprocessing Sample, Rule Package, Toolbox Package, Deep Learning Package',
      'ArcPad Package, Project Package, Pro Layer Package, Pro Map Package, Insights Workbook Package',
      'Workflow Manager Package, Window Mobile Package, Windows Mobile Package, Explorer Layer, Explorer Map, Published Map',
      'Data Package Collection',
    ),
    kind: 'file',
    family: 'files',
    copied: 'byte by byte, compared by SHA-256',
    rewritten: 'its properties and metadata; never the file',
    instead:
      'a package of tiles or scenes is published for the copy of its hosted service only; of other packages nothing is published: do that in the target, and pair the two services in the table of pairs',
  },
  {
    name: 'Maps, layers, layouts and raster functions of ArcGIS Pro',
    types: of('Pro Map, Pro Layer, Layer, Layer File, Layout, Raster function template'),
    kind: 'document',
    format: 'pro-file',
    family: 'files',
    copied: 'the file; one that is no JSON (made by ArcMap) byte by byte',
    rewritten: 'services and layer numbers of its connections',
    instead: 'its layers are not copied for its sake: choose them as well',
  },
  {
    name: 'ArcGIS Pro, ArcMap and other desktop files',
    types: of(
      'Map Document, Globe Document, Scene Document, Pro Report, Pro Report Template, Pro Presentation, Map Template',
      'Layer Template, Project Template, Task File, Desktop Style, Desktop Add In',
      'Desktop Application, Desktop Application Template, ArcGIS Pro Add In, ArcGIS Pro Configuration, Addin Package',
      'Explorer Add In, Survey123 Add In, AppBuilder Extension, AppBuilder Widget Package',
      'Experience Builder Widget Package, Native Application, Native Application Installer, Native Application Template',
      'Operations Dashboard Add In, Operations Dashboard Extension, Viewer Configuration, Windows Viewer Add In',
      'Windows Viewer Configuration, Earth configuration',
    ),
    kind: 'file',
    family: 'files',
    copied: 'byte by byte, compared by SHA-256',
    rewritten: 'its properties and metadata; never the file',
    instead: 'layers in it still lead to the source: re-point them in the program that made it',
  },
  {
    name: 'Web addresses',
    types: of('Document Link, Code Attachment, Web AppBuilder Widget, Experience Builder Widget'),
    kind: 'url',
    family: 'files',
    copied: 'address and properties',
    rewritten: `${EVERYTHING} in the address`,
    instead: '',
  },
  {
    name: 'Registered applications (OAuth)',
    types: of('Application, Mobile Application'),
    kind: 'url',
    family: 'files',
    copied:
      'address, data and properties; registered in the target with the same kind and addresses to return to',
    rewritten: `${EVERYTHING} in the address; its client id in documents that are copied`,
    instead:
      'the copy has a client id and a secret of its own: give them to programs outside of the portal that sign in with the old ones; API keys and privileges of the application are given anew',
  },
  notCopied(
    'Location tracking',
    of('Feature Service'),
    'location tracking is set up once by each portal itself',
    'switch it on in the target, and make the track views there',
    { keywords: of('Location Tracking Service, Location Tracking View'), family: 'layers' },
  ),
  {
    name: 'Views of hosted layers',
    types: of('Feature Service'),
    keywords: of('View Service'),
    kind: 'view',
    family: 'views',
    copied:
      'a view of the copied layer: definition query, visible fields, joined layers, own symbols and pop-ups',
    rewritten: `the layers that it shows; ${EVERYTHING} and fields in pop-ups and symbols`,
    instead: 'a view of a layer that cannot be copied is not copied',
  },
  {
    name: 'Hosted feature layers and tables',
    types: of('Feature Service'),
    keywords: of('Hosted Service'),
    kind: 'layer',
    family: 'layers',
    copied: 'definition, every row compared by value, attachments, relationships; or by a File Geodatabase',
    rewritten: `${EVERYTHING} in pop-ups, forms and symbols; fields that got another name`,
    instead: 'history of edits, webhooks and replicas stay behind',
  },
  {
    name: 'Styles of vector tiles',
    types: of('Vector Tile Service'),
    keywords: of('Vector Tile Style Editor'),
    kind: 'service-reference',
    family: 'layers',
    copied: 'style, fonts and sprites; the tiles stay where they are',
    rewritten: `${EVERYTHING} in the style`,
    instead: 'pair the tiles in the table of pairs, if the target has them',
  },
  {
    name: 'Hosted tiles',
    types: of('Map Service'),
    keywords: of('Hosted Service'),
    kind: 'tiles',
    family: 'layers',
    copied:
      'its tile package, published in the target; without one cut anew from the copy of the hosted layer that it was cut from, or exported if its service allows that; tiling scheme and a sample of the tiles compared',
    rewritten: `${EVERYTHING} in its properties and data`,
    instead:
      'tiles of which there is neither package, nor layer, nor export are not copied: let the service export its tiles, or share the original of the map as a tile package, and add it to the source beside the service under its name, or publish it in the target and pair the services',
  },
  {
    name: 'Hosted vector tiles',
    types: of('Vector Tile Service'),
    keywords: of('Hosted Service'),
    kind: 'tiles',
    family: 'layers',
    copied:
      'its vector tile package, published in the target; without one cut anew from the copy of the hosted layer that it was cut from, or exported if its service allows that; tiling scheme, style and a sample of the tiles compared',
    rewritten: `${EVERYTHING} in its properties, data and resources`,
    instead:
      'vector tiles of which there is neither package, nor layer, nor export are not copied: let the service export its tiles, or make a package in ArcGIS Pro, and add it to the source beside the service under its name, or publish it in the target and pair the services',
  },
  {
    name: 'Hosted scenes',
    types: of('Scene Service'),
    keywords: of('Hosted Service'),
    kind: 'tiles',
    family: 'layers',
    copied:
      'its scene layer package (3D objects, meshes, points, clouds of points, buildings, voxels), published in the target; without one cut anew from the copy of the hosted layer that it was cut from; layers and a sample of the nodes compared',
    rewritten: `${EVERYTHING} in its properties and data`,
    instead:
      'scenes of which there is neither package nor layer are not copied: make the package in ArcGIS Pro, and add it to the source beside the service under its name, or publish it in the target and pair the services',
  },
  {
    name: 'Hosted 3D Tiles',
    types: of('3DTilesService, 3DTiles Service'),
    keywords: of('Hosted Service'),
    kind: 'tiles',
    family: 'layers',
    copied: 'its archive of 3D Tiles, published in the target; tileset and a sample of its contents compared',
    rewritten: `${EVERYTHING} in its properties and data`,
    instead:
      '3D Tiles without an archive are not copied: add it (3tz) to the source beside the service under its name, or publish it in the target and pair the services',
  },
  notCopied(
    'Hosted WMTS services',
    of('WMTS'),
    'it has no tiles of its own: the portal offers those of a hosted tile layer by it',
    'copy that tile layer, publish WMTS from the copy on its page in the target, and pair the two WMTS addresses',
    { keywords: of('Hosted Service'), family: 'layers' },
  ),
  notCopied(
    'Hosted imagery and other hosted services',
    SERVICES.filter((type) => !/^(?:Feature|Map|Vector Tile|Scene) Service$|^WMTS$|^3DTiles/.test(type)),
    'what a hosted service of this type holds cannot be read from the portal',
    'publish it in the target from the original data, and pair the services',
    { keywords: of('Hosted Service'), family: 'layers' },
  ),
  {
    name: 'Services that the portal does not host',
    types: SERVICES,
    kind: 'service-reference',
    family: 'layers',
    copied: 'the reference with its overrides (pop-ups, symbols, visible layers)',
    rewritten: `${EVERYTHING} in its data; its address by the table of pairs`,
    instead:
      'the service stays where it runs and is listed; stored user names and passwords are not copied: enter them again',
  },
  {
    name: 'Web maps',
    types: of('Web Map'),
    kind: 'document',
    format: 'web-map',
    family: 'maps',
    copied: 'data, resources, relations',
    rewritten: `${EVERYTHING}, layer numbers and renamed fields in layers, tables, groups, pop-ups, Arcade, forms, labels, renderers, search and time settings; basemaps of the organisation`,
    instead: 'offline areas are made again in the copy',
  },
  {
    name: 'Web scenes',
    types: of('Web Scene'),
    kind: 'document',
    format: 'web-scene',
    family: 'maps',
    copied: 'data, resources, relations',
    rewritten: `${EVERYTHING} in layers, groups, ground, basemaps and slides`,
    instead: '',
  },
  {
    ...DOCUMENT,
    name: 'Dashboards',
    types: of('Dashboard, Operation View'),
    format: 'dashboard',
    copied: 'data of every version, desktop and mobile view, images',
    rewritten: `${EVERYTHING} in widgets, selectors, data expressions (Arcade), embedded content, text; renamed fields, of the layers of its maps as well, in widgets, selectors, actions, formatting and data expressions`,
    instead:
      'a data expression that computes what it reads (which item, which field) names the fields of the source: check it',
  },
  {
    ...DOCUMENT,
    name: 'Experience Builder',
    types: of('Web Experience, Web Experience Template'),
    format: 'experience',
    copied: 'the published version and the draft, images and custom content; its address in the target',
    rewritten: `${EVERYTHING}, layer numbers and renamed fields, of the layers of its maps as well, in data sources, widgets, expressions, messages, embedded apps and texts`,
    instead:
      'custom widgets have to be in the target; an experience that is registered for signing in gets a client id of its own there',
  },
  {
    ...DOCUMENT,
    name: 'Web AppBuilder apps',
    types: of('Web Mapping Application'),
    keywords: of('Web AppBuilder, WAB2D, WAB3D'),
    format: 'web-appbuilder',
    copied: 'data, resources, relation to its code',
    rewritten: `${EVERYTHING}, renamed fields in widgets, data sources, utility services, its own id`,
    instead: 'custom widgets have to be in the target; stored credentials of proxied services are not copied',
  },
  {
    ...DOCUMENT,
    name: 'Instant Apps, configurable apps and classic story maps',
    types: of('Web Mapping Application'),
    keywords: of(
      'Configurable, configurableApp, instantApp, Instant App, selfConfigured, Story Map, Story Maps',
    ),
    format: 'configurable-app',
    copied: 'data, resources, draft values',
    rewritten: `${EVERYTHING} and renamed fields, of the layers of its maps as well, in values, drafts, search and filter settings, sections and embedded content`,
    instead: 'the template that an app was made from stays the one of ArcGIS; the target has to offer it',
  },
  {
    ...DOCUMENT,
    name: 'Other web apps',
    types: of('Web Mapping Application'),
    format: 'app',
    copied: 'address, data, resources',
    rewritten: EVERYTHING,
    instead: 'the program behind the address stays where it is',
  },
  {
    ...DOCUMENT,
    name: 'StoryMaps, collections and briefings',
    types: of('StoryMap'),
    format: 'story',
    copied: 'the published version and the drafts, media, express maps; its address in the target',
    rewritten: `${EVERYTHING} in content, embedded apps, keys of resources, oEmbed descriptions`,
    instead: '',
  },
  {
    ...DOCUMENT,
    name: 'Survey123 forms',
    types: of('Form'),
    format: 'form',
    copied: 'the form package, file by file; the service with its rows; views; relations',
    rewritten: `${EVERYTHING} in every text of the package, and in the texts of its workbook; questions whose fields have other names, in definition, web form, design and workbook`,
    instead:
      'webhooks and scheduled reports are made again in Survey123; a survey of the first web designer, which keeps its definition in a row as well, is published there once more',
  },
  {
    ...DOCUMENT,
    name: 'QuickCapture projects',
    types: of('QuickCapture Project'),
    format: 'quick-capture',
    copied: 'project, images',
    rewritten: `${EVERYTHING} in data sources, buttons, basemap; renamed fields of buttons`,
    instead: 'the address of the administrator stays as it is',
  },
  {
    ...DOCUMENT,
    name: 'Sites and pages (ArcGIS Hub, Enterprise Sites)',
    types: of('Hub Site Application, Hub Page, Site Application, Site Page'),
    format: 'site',
    copied: 'data, drafts, images; site and its pages together',
    rewritten: `${EVERYTHING} in layout, cards, catalogue and groups`,
    instead:
      'the domain is not registered: open the copied site in the target once, and give it its address there',
  },
  {
    ...DOCUMENT,
    name: 'Workforce projects',
    types: of('Workforce Project'),
    format: 'json',
    copied: 'data and properties',
    rewritten: `${EVERYTHING}: maps, layers, group of the project`,
    instead: 'workers are users of the source: add them again',
  },
  {
    ...DOCUMENT,
    name: 'Notebooks',
    types: of('Notebook'),
    format: 'notebook',
    copied: 'cells with their output, resources',
    rewritten: `${EVERYTHING} in code, text and output`,
    instead: 'scheduled runs are set up again; the target needs a notebook server',
  },
  {
    name: 'Feature collections',
    types: of('Feature Collection, Feature Collection Template, Route Layer'),
    kind: 'document',
    format: 'json',
    family: 'files',
    copied: 'data with all its features',
    rewritten: `${EVERYTHING} in pop-ups, symbols and attributes`,
    instead: '',
  },
  {
    name: 'Styles, themes and other settings',
    types: of(
      'Style, Web Style, Color Set, Symbol Set, StoryMap Theme, Application Configuration, Indoors Map Configuration, IPS Configuration',
      'Featured Items, Legend, Group Layer, Media Layer, Elevation Layer, Oriented Imagery Catalog, Catalog Layer',
      'Notebook Code Snippet Library, Notebook Code Snippets, Arcade Module, Analysis Model, Suitability Model, Data Pipeline',
      'Content Category Set',
    ),
    kind: 'document',
    format: 'json',
    family: 'files',
    copied: 'data and resources',
    rewritten: EVERYTHING,
    instead: 'scheduled runs of data pipelines are set up again',
  },
  notCopied(
    'Offline areas of maps',
    of('Map Area'),
    'an offline area is prepared by the portal from its map',
    'make the area again in the copied map',
    { family: 'maps' },
  ),
  notCopied(
    'Solutions',
    of('Solution'),
    'a solution is a list of what was deployed, and means the portal where that was done',
    'copy the items that it deployed, or deploy it in the target',
  ),
  notCopied(
    'ArcGIS Velocity',
    of('Feed, Real Time Analytic, Big Data Analytic'),
    'it runs in ArcGIS Velocity, and the portal only knows its name',
    'create it again in Velocity; its output layers are copied',
  ),
  notCopied(
    'ArcGIS Mission',
    of('Mission, Mission Template, Mission Report'),
    'its content lies in ArcGIS Mission Server',
    'create it again in the target; its maps and layers are copied',
  ),
  notCopied(
    'ArcGIS Insights',
    of(
      'Insights Workbook, Insights Page, Insights Model, Insights Theme, Insights Script, Insights Data Engineering Workbook',
      'Insights Data Engineering Model',
    ),
    'its data lie in a workspace of ArcGIS Insights',
    'export it as an Insights Workbook Package, which is copied',
  ),
  notCopied(
    'Imagery projects',
    of(
      'Excalibur Imagery Project, Ortho Mapping Project, Ortho Mapping Template, Reality Mapping Project',
      'Deep Learning Studio Project',
    ),
    'its images and results lie in an image server',
    'create it again in the target',
  ),
  notCopied(
    'ArcGIS GeoBIM and ArcGIS Urban',
    of('GeoBIM Application, GeoBIM Project, Urban Model, Urban Project'),
    'its content lies in services that only the product itself reads and writes',
    'create it again in the target',
  ),
  notCopied(
    'ArcGIS Knowledge',
    of(
      'Knowledge Graph, Knowledge Graph Layer, Knowledge Studio Project, Knowledge Graph Web Investigation, Investigation',
      'Link Chart, Web Link Chart, AllSource Project',
    ),
    'its entities lie in a knowledge server',
    'load the graph in the target from its original data',
  ),
  notCopied(
    'Workflow Manager',
    of('Workflow'),
    'its definition lies in a workflow manager server',
    'export and import it in Workflow Manager',
  ),
  notCopied(
    'Initiatives, projects and events of ArcGIS Hub',
    of('Hub Initiative, Hub Initiative Template, Hub Project, Hub Event, Site Initiative, Discussion'),
    'its content lies in ArcGIS Hub',
    'create it again in the target; its sites, pages and layers are copied',
  ),
  notCopied(
    'Data stores and connections',
    of('Data Store, Relational Database Connection, Big Data File Share, Kernel Gateway Connection, Server'),
    'it holds passwords and addresses of one server, which no portal tells',
    'register it again with a server of the target',
  ),
  notCopied(
    'Keys',
    of('API Key'),
    'a key is valid in its own portal only',
    'create a key in the target, and give it to the apps that use it',
  ),
];
