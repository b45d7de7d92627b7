import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import { TILE_KINDS } from '../tiles/tile-kinds.js';
import { tileNameTaken } from '../tiles/tile-url.js';
import { isAdmin } from './access.js';
import { hasCategorySchema } from './organisation/category-routes.js';
import { ONLINE_ORGANISATION, publicPart } from './organisation/online-organisation.js';
import { settingsOf } from './organisation/settings.js';
import type { PortalContext } from './portal-context.js';
import { serviceNameTaken } from './publish/hosted-service.js';
import { userJson } from './users/user-json.js';
import { versionOf } from './version-of.js';

const DEFAULT_EXTENT = {
  xmin: -20037507.07,
  ymin: -14044000,
  xmax: 20037507.07,
  ymax: 18422000,
  spatialReference: { wkid: 102100 },
};

/** The organisation: /portals/self and what is below it. */
export function selfRoutes(portal: PortalContext): Route[] {
  const routes = (id: string): Route[] => [
    { path: `/portals/${id}`, handler: (call) => shown(portal, call) },
    { path: `/portals/${id}/servers`, handler: (call) => servers(portal, call) },
    { path: `/portals/${id}/urls`, handler: (call) => urls(portal, call) },
    {
      path: `/portals/${id}/servers/computePrivateServiceUrl`,
      needsToken: true,
      handler: ({ params }) => privateServiceUrl(portal, params.text('serviceUrl', '')),
    },
    {
      path: `/portals/${id}/isServiceNameAvailable`,
      needsToken: true,
      handler: (call) => ({
        available:
          portal.switches.serviceNamesLookFree ||
          !isTaken(portal, call.params.text('name', ''), call.params.text('type', '')),
      }),
    },
    { path: `/portals/${id}/settings`, handler: (call) => settings(portal, call.secure) },
    {
      path: `/portals/${id}/subscriptionInfo`,
      needsToken: true,
      handler: () => {
        if (portal.kind === 'enterprise')
          throw new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
        return subscription(portal);
      },
    },
  ];
  return [
    ...routes('self'),
    ...routes(portal.orgId),
    { path: '/accounts/self', handler: (call) => shown(portal, call) },
  ];
}

/** Services of different types may have one name. */
function isTaken(portal: PortalContext, name: string, type: string): boolean {
  const kind = Object.values(TILE_KINDS).find(({ itemType }) => itemType === type);
  return kind ? tileNameTaken(portal, name, kind.service) : serviceNameTaken(portal, name);
}

function shown(portal: PortalContext, call: Call): Record<string, unknown> {
  const organisation = self(portal, call);
  if (portal.kind === 'enterprise') return organisation;
  return { ...ONLINE_ORGANISATION, ...(call.caller ? organisation : publicPart(organisation)) };
}

function self(portal: PortalContext, call: Call): Record<string, unknown> {
  const { kind, addresses } = portal;
  const root = new URL(addresses.of(call.secure).portal);
  const online = kind === 'online';
  const user = call.caller ? portal.store.users.get(call.caller.username) : undefined;
  return {
    access: portal.switches.anonymousAccess ? 'public' : 'private',
    allSSL: portal.switches.allSSL || (online && call.secure),
    allowedRedirectUris: [],
    authorizedCrossOriginDomains: [],
    ...(online ? { availableCredits: 9584.193, defaultUserCreditAssignment: -1 } : {}),
    basemapGalleryGroupQuery: 'title:"Basemaps" AND owner:esri',
    canListApps: false,
    canListData: false,
    canListPreProvisionedItems: false,
    canSearchPublic: true,
    canShareBingPublic: false,
    canSharePublic: true,
    canSignInArcGIS: true,
    canSignInIDP: false,
    commentsEnabled: true,
    created: portal.created,
    culture: 'en',
    cultureFormat: 'us',
    databaseQuota: -1,
    databaseUsage: -1,
    defaultBasemap: { title: 'None', baseMapLayers: [] },
    defaultExtent: DEFAULT_EXTENT,
    description: 'A local portal for trying things out. It is not an Esri product.',
    eueiEnabled: false,
    featuredGroups: [],
    featuredGroupsId: '',
    ...(portal.profile.atLeast('10.6') ? { hasCategorySchema: hasCategorySchema(portal) } : {}),
    helpBase: online
      ? 'https://doc.arcgis.com/en/arcgis-online/'
      : `${root.href.replace(/\/$/, '')}/portalhelp/en/`,
    helperServices: helperServices(portal, call.secure),
    homePageFeaturedContent: '',
    homePageFeaturedContentCount: 12,
    id: portal.orgId,
    isPortal: !online,
    isReadOnly: portal.switches.readOnly,
    maxTokenExpirationMinutes: -1,
    metadataEditable: true,
    metadataFormats: ['iso19139'],
    modified: portal.created,
    name: portal.name,
    notificationsEnabled: false,
    portalHostname: `${root.host}${root.pathname.replace(/\/$/, '')}`,
    portalMode: online ? 'multitenant' : 'singletenant',
    portalName: online
      ? 'ArcGIS Online'
      : portal.profile.atLeast('10.7')
        ? 'ArcGIS Enterprise'
        : 'Portal for ArcGIS',
    portalProperties: {},
    portalThumbnail: null,
    ...(online ? { recycleBinSupported: true, recycleBinEnabled: true } : {}),
    region: 'WO',
    rotatorPanels: [],
    showHomePageDescription: false,
    staticImagesUrl: `${root.href.replace(/\/$/, '')}/images`,
    storageQuota: 2_199_023_255_552,
    storageUsage: 0,
    supportsHostedServices: true,
    thumbnail: null,
    units: 'metric',
    updateUserProfileDisabled: false,
    ...(online ? organisationAddress(root) : {}),
    useStandardizedQuery: true,
    useVectorBasemaps: true,
    ...(online ? { subscriptionInfo: subscription(portal) } : {}),
    ipCntryCode: 'NL',
    httpPort: Number(new URL(addresses.http.portal).port),
    httpsPort: Number(new URL(addresses.https.portal).port),
    supportsOAuth: true,
    ...versionOf(portal.profile, '10.7'),
    allowedOrigins: portal.switches.allowedOrigins,
    mfaAdmins: [],
    contacts: [],
    mfaEnabled: false,
    ...settingsOf(portal, 'self'),
    ...(user && call.caller ? { user: userJson(portal, user, call.caller, { groups: true }) } : {}),
    ...(user ? { appInfo: {} } : {}),
  };
}

/** Clients put the address of an organisation of ArcGIS Online together as <urlKey>.<customBaseUrl>. Enterprise does not have these. */
function organisationAddress({ host }: URL): { urlKey: string; customBaseUrl: string } {
  const dot = host.indexOf('.');
  return { urlKey: host.slice(0, dot), customBaseUrl: host.slice(dot + 1) };
}

function helperServices(portal: PortalContext, secure: boolean): Record<string, unknown> {
  const { server } = portal.addresses.of(secure);
  return {
    geometry: { url: `${server}/rest/services/Utilities/Geometry/GeometryServer` },
    printTask: { url: `${server}/rest/services/Utilities/PrintingTools/GPServer/Export%20Web%20Map%20Task` },
    geocode: [],
    defaultElevationLayers: [],
  };
}

function servers(portal: PortalContext, call: Call): unknown {
  if (portal.kind === 'online') return { servers: [] };
  const { server } = portal.addresses.of(call.secure);
  const { host } = new URL(server);
  return {
    servers: [
      {
        id: 'hosting0server00',
        name: host,
        url: server,
        isHosted: true,
        ...(isAdmin(call.caller) ? { adminUrl: server } : {}),
        serverType: 'ArcGIS',
        serverRole: 'HOSTING_SERVER',
        serverFunction: '',
        serverKey: null,
      },
    ],
  };
}

function urls(portal: PortalContext, call: Call): unknown {
  const { server } = portal.addresses.of(call.secure);
  const scheme = call.secure ? 'https' : 'http';
  const where = portal.kind === 'online' ? new URL(server).host : server;
  return { urls: { features: { [scheme]: [where] }, tiles: { [scheme]: [where] } } };
}

/** By which address programs in the organisation's own network reach a service: here it has one address only. */
function privateServiceUrl({ kind }: PortalContext, serviceUrl: string): unknown {
  return kind === 'online' ? { serviceUrl } : { serviceUrl, privateServiceUrl: serviceUrl };
}

function settings(portal: PortalContext, secure: boolean): unknown {
  return {
    allowedRedirectUris: [],
    authorizedCrossOriginDomains: [],
    canShareBingPublic: false,
    defaultExtent: DEFAULT_EXTENT,
    featuredGroups: [],
    helperServices: helperServices(portal, secure),
    homePageFeaturedContentCount: 12,
    informationalBanner: { text: '', bgColor: '', fontColor: '', enabled: false },
    showHomePageDescription: false,
    ...settingsOf(portal, 'settings'),
  };
}

function subscription(portal: PortalContext): unknown {
  return {
    id: portal.orgId,
    type: 'In House',
    state: 'active',
    expDate: 4_102_444_800_000,
    userLicenseTypes: { creatorUT: 50, viewerUT: 50 },
    maxUsersPerLevel: { '1': 50, '2': 50 },
    maxUsers: 100,
    availableCredits: 9584.193,
    collaborationSettings: { level: '4', maxItemSizeInMB: 1024, maxReplicationPackageSizeInMB: 5120 },
    hubSettings: { enabled: false },
    companionOrganizations: [],
    orgCapabilities: [],
    storageRegion: 'eu1',
  };
}
