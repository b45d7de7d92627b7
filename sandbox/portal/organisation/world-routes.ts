import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { pageOf } from '../../search/page.js';
import { fetchFile } from '../files/fetch-file.js';
import type { PortalContext } from '../portal-context.js';
import { licenseTypeOf } from '../users/user-json.js';

const LANGUAGES = [
  { culture: 'nl', language: 'Dutch', localizedName: 'Nederlands' },
  { culture: 'en', language: 'English', localizedName: 'English' },
  { culture: 'fr', language: 'French', localizedName: 'français' },
  { culture: 'de', language: 'German', localizedName: 'Deutsch' },
  { culture: 'es', language: 'Spanish', localizedName: 'español' },
];
const REGIONS = [
  { name: 'World', region: 'WO', localizedName: 'World' },
  { name: 'Netherlands', region: 'NL', localizedName: 'Netherlands' },
  { name: 'United States', region: 'US', localizedName: 'United States' },
];
const LICENSES = [
  ['viewerUT', 'Viewer', '1', 'org_user'],
  ['editorUT', 'Editor', '2', 'org_user'],
  ['fieldWorkerUT', 'Mobile Worker', '2', 'org_user'],
  ['creatorUT', 'Creator', '2', 'org_admin'],
  ['GISProfessionalStdUT', 'Professional', '2', 'org_admin'],
] as const;

/** What every portal knows: languages, regions, user types; and whether an address can be reached from it. */
export function worldRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/portals/languages', handler: () => LANGUAGES },
    { path: '/portals/regions', handler: () => REGIONS },
    { path: '/portals/checkUrl', needsToken: true, handler: (call) => checkUrl(portal, call) },
    ...['self', portal.orgId].flatMap((org): Route[] => [
      {
        path: `/portals/${org}/checkUrl`,
        needsToken: true,
        handler: (call) => checkUrl(portal, call),
      },
    ]),
    ...(portal.profile.atLeast('10.7') ? ['self', portal.orgId].map((org) => licenseTypes(portal, org)) : []),
  ];
}

/** User types came with ArcGIS Enterprise 10.7. */
function licenseTypes(portal: PortalContext, org: string): Route {
  return {
    path: `/portals/${org}/userLicenseTypes`,
    needsToken: true,
    handler: (call) => {
      const { page, ...rest } = pageOf([...LICENSES], call.params);
      return { ...rest, userLicenseTypes: page.map((one) => licenseJson(portal, one)) };
    },
  };
}

/** Tried by the portal itself, as dataUrl is. */
async function checkUrl(portal: PortalContext, call: Call): Promise<unknown> {
  const url = call.params.text('url', '');
  if (url === '') throw new PortalError(400, "'url' must be specified.");
  const file = await fetchFile(portal, url);
  call.files.set('url', file);
  return { success: true, status: 200, contentType: file.contentType };
}

function licenseJson(portal: PortalContext, [id, name, level, maxRole]: (typeof LICENSES)[number]): unknown {
  const users = portal.store.users.filter((user) => licenseTypeOf(user) === id).length;
  return { id, name, level, maxRole, state: 'active', suspended: false, currentUsers: users };
}
