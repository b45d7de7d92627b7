import { getSelf } from '@esri/arcgis-rest-portal';
import { ArcGISError } from './arcgis-error.js';
import type { Credentials, PortalSelf, PortalUser, ReadablePortal } from './portal.js';
import { restOptions } from './rest-options.js';

/**
 * Portal, organisation and signed-in user in one: `/portals/self`, which holds the user, completed by `/community/self` where the portal
 * leaves out groups or privileges.
 *
 * @throws ArcGISError ARCGIS_AUTH if credentials are given but the portal takes the caller for nobody.
 */
export async function readSelf(portal: ReadablePortal, credentials: Credentials): Promise<PortalSelf> {
  const self: Partial<PortalSelf> = await getSelf(restOptions(portal));
  if (typeof self.id !== 'string' && typeof self.portalHostname !== 'string') {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `${portal.url} answers, but not as an ArcGIS portal (/portals/self holds no organisation). Check the URL.`,
      { portal: portal.url, endpoint: '/portals/self' },
    );
  }
  return { ...self, ...portalDefaults(self, portal.url), user: await readUser(portal, self, credentials) };
}

async function readUser(
  portal: ReadablePortal,
  self: Partial<PortalSelf>,
  credentials: Credentials,
): Promise<PortalUser | null> {
  let user: Partial<PortalUser> | null = self.user ?? null;
  if (!user?.username || !Array.isArray(user.groups) || !Array.isArray(user.privileges)) {
    if (credentials.kind === 'anonymous') return null;
    user = { ...user, ...(await portal.read<Partial<PortalUser>>('/community/self')) };
  }
  if (!user.username) {
    throw new ArcGISError(
      'ARCGIS_AUTH',
      `${portal.url} accepted the ${credentials.kind === 'token' ? 'token' : 'sign-in'}, but no user belongs to it. ` +
        'Use a user name and password, or the token or API key of a user: items need an owner.',
      { portal: portal.url, endpoint: '/community/self' },
    );
  }
  return {
    ...user,
    username: user.username,
    fullName: user.fullName ?? user.username,
    role: user.role ?? 'org_user',
    privileges: user.privileges ?? [],
    orgId: user.orgId ?? self.id ?? '',
    groups: user.groups ?? [],
  };
}

/** What an anonymous or old portal may leave out. */
function portalDefaults(self: Partial<PortalSelf>, url: string) {
  const { host, pathname } = new URL(url);
  return {
    id: self.id ?? '',
    name: self.name ?? host,
    isPortal: self.isPortal ?? false,
    urlKey: self.urlKey ?? null,
    customBaseUrl: self.customBaseUrl ?? '',
    portalHostname: self.portalHostname ?? `${host}${pathname.replace(/\/+$/, '')}`,
    currentVersion: self.currentVersion ?? '',
    helperServices: self.helperServices ?? {},
  };
}
