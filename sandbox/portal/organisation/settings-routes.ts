import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { forbidden, isAdmin } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { changeSettings, type Settings, settingsOf } from './settings.js';

/** What the transport puts beside the settings in a call. */
const NOT_SETTINGS = new Set(['f', 'token', 'clearEmptyFields']);

/** What can be changed of /portals/self. */
const OWN =
  /^(access|allSSL|basemapGalleryGroupQuery|canSearchPublic|canSharePublic|commentsEnabled|culture|cultureFormat|defaultBasemap|defaultExtent|description|featuredGroups|homePageFeaturedContent|homePageFeaturedContentCount|layerTemplatesGroupQuery|metadataEditable|metadataFormats|name|portalProperties|region|rotatorPanels|showHomePageDescription|symbolSetsGroupQuery|templatesGroupQuery|thumbnail|units|updateUserProfileDisabled|useStandardizedQuery|useVectorBasemaps|vectorBasemapGalleryGroupQuery)$/;

/** Documents of settings, by the name of their resource, as they are before anybody sets something. */
const DOCUMENTS: Record<string, Settings> = {
  signinSettings: { termsAndConditions: '', passwordResetTokenExpiration: 0, blockLogin: false },
  securityPolicy: {
    minLength: 8,
    minUpper: null,
    minLower: null,
    minLetter: 1,
    minDigit: 1,
    minOther: null,
    expirationInDays: null,
    historySize: null,
  },
  userDefaultSettings: {
    role: null,
    userLicenseType: null,
    groups: [],
    userType: 'arcgisonly',
    apps: [],
    appBundles: [],
    categories: [],
  },
  emailSettings: {},
};
/** Lists that a sandbox has nothing for. */
const EMPTY: Record<string, Settings> = {
  allowedOrigins: { allowedOrigins: [] },
  collaborations: { collaborations: [] },
  datastores: { datastores: [] },
  idp: { identityProviders: [] },
  certificates: { certificates: [] },
  appBundles: { total: 0, start: 1, num: 0, nextStart: -1, appBundles: [] },
  approvedApps: { approvedApps: [] },
  purchases: { purchases: [] },
  customers: { customers: [] },
  invitations: { invitations: [] },
  webhooks: { webhooks: [] },
  socialProviders: { socialProviders: [], signUpMode: 'None' },
  memberCategorySchema: { memberCategorySchema: [] },
};

/** Settings of the organisation: reading them, and setting them as its administrator. */
export function settingsRoutes(portal: PortalContext): Route[] {
  return ['self', portal.orgId].flatMap((org): Route[] => {
    const at = (path: string) => `/portals/${org}/${path}`;
    return [
      ...Object.entries(EMPTY).map(([name, answer]) => ({
        path: at(name),
        needsToken: true,
        handler: () => answer,
      })),
      ...Object.entries(DOCUMENTS).flatMap(([name, usual]): Route[] => [
        {
          path: at(name),
          needsToken: true,
          handler: () => ({ ...usual, ...settingsOf(portal, name) }),
        },
        change(portal, at(`${name}/update`), name),
        change(portal, at(`set${name[0]?.toUpperCase()}${name.slice(1)}`), name),
        ...['delete', 'reset'].map((word) =>
          administrative(at(`${name}/${word}`), () => {
            portal.store.organisation.delete(name);
            return { success: true };
          }),
        ),
      ]),
      change(portal, at('setSigninSettings'), 'signinSettings'),
      change(portal, at('update'), 'self'),
      change(portal, at('settings/update'), 'settings'),
    ];
  });
}

function administrative(path: string, work: (call: Call) => unknown): Route {
  return writeRoute(path, (call) => {
    if (!isAdmin(call.caller)) throw forbidden();
    return work(call);
  });
}

/** The parameters become the settings; texts that are JSON are kept as what they say. */
function change(portal: PortalContext, path: string, name: string): Route {
  return administrative(path, ({ params }) => {
    const given = params
      .entries()
      .filter(([key]) => (name === 'self' ? OWN.test(key) : !NOT_SETTINGS.has(key)));
    changeSettings(portal, name, Object.fromEntries(given.map(([key, value]) => [key, meant(value)])));
    return { success: true };
  });
}

function meant(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}
