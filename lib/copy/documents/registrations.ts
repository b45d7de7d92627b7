import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal, WritablePortal } from '../../portal/portal.js';
import { isRefusal } from '../identity/origins.js';

/** An item that is registered as an application which signs in with OAuth. The secret that portals tell with it is not kept. */
export interface Registration {
  itemId: string;
  clientId: string;
  /** apikey, browser, native, server or multiple. */
  type: string;
  redirectUris: string[];
  referrers: string[];
  privileges: string[];
}

interface AppInfo {
  itemId: string;
  client_id: string;
  appType: string;
  redirect_uris?: string[] | null;
  httpReferrers?: string[] | null;
  privileges?: string[] | null;
}

/** The registration of an item; null if it has none, or the signed-in user may not see it. */
export function registrationOf(
  portal: ReadablePortal,
  { id, owner }: { id: string; owner: string },
  signal: AbortSignal,
): Promise<Registration | null> {
  const path = `/content/users/${encodeURIComponent(owner)}/items/${id}/registeredAppInfo`;
  return ifSeen(portal.read<AppInfo>(path, {}, { signal }));
}

/** The registration with this client id; null if there is none, or it is not the signed-in user's. */
export function registrationWith(
  portal: ReadablePortal,
  clientId: string,
  signal: AbortSignal,
): Promise<Registration | null> {
  return ifSeen(portal.read<AppInfo>(`/oauth2/apps/${clientId}`, {}, { signal }));
}

/**
 * Registers an item as an application: https://developers.arcgis.com/rest/users-groups-and-items/register-app/. The portal gives it a client id and a
 * secret of its own.
 */
export async function register(
  portal: WritablePortal,
  itemId: string,
  { type, redirectUris, referrers }: Pick<Registration, 'type' | 'redirectUris' | 'referrers'>,
  signal: AbortSignal,
): Promise<Registration> {
  const params = {
    itemId,
    appType: type,
    redirect_uris: JSON.stringify(redirectUris),
    httpReferrers: JSON.stringify(referrers),
    privileges: '[]',
  };
  return plain(await portal.write<AppInfo>('/oauth2/registerApp', params, { signal }));
}

/** Tells an application's portal where it may be returned to after the sign-in. */
export async function setRedirects(
  portal: WritablePortal,
  clientId: string,
  redirectUris: string[],
  signal: AbortSignal,
): Promise<void> {
  const params = { redirect_uris: JSON.stringify(redirectUris) };
  await portal.write(`/oauth2/apps/${clientId}/update`, params, { signal });
}

async function ifSeen(reading: Promise<AppInfo>): Promise<Registration | null> {
  try {
    return plain(await reading);
  } catch (error) {
    if (isRefusal(error) || (error instanceof ArcGISError && error.code === 'ARCGIS_INPUT')) return null;
    throw error;
  }
}

function plain({ itemId, client_id, appType, ...app }: AppInfo): Registration {
  return {
    itemId,
    clientId: client_id,
    type: appType,
    redirectUris: app.redirect_uris ?? [],
    referrers: app.httpReferrers ?? [],
    privileges: app.privileges ?? [],
  };
}
