import { getUser } from '@esri/arcgis-rest-portal';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { PortalUser, ReadablePortal, WritablePortal } from '../portal/portal.js';
import { restOptions } from '../portal/rest-options.js';
import { samePortal } from '../portal/same-portal.js';

/** The privilege that creating any item takes, and the one for hosted layers. */
const CREATE_ITEMS = 'portal:user:createItem';
const PUBLISH_LAYERS = 'portal:publisher:publishFeatures';

/**
 * Refuses what cannot work before anything is written: source and target are one portal (ARCGIS_CONFIG), the target is locked as read-only,
 * nobody is signed in there or may create items (ARCGIS_FORBIDDEN). Returns who is signed in to the target.
 */
export async function checkSetUp(
  source: ReadablePortal,
  target: WritablePortal,
  signal: AbortSignal,
): Promise<PortalUser> {
  if (target.readOnly) {
    throw new ArcGISError(
      'ARCGIS_FORBIDDEN',
      `The target ${target.url} is locked as read-only in its portal settings. Unlock it, or check that source and target are not swapped.`,
      { portal: target.url },
    );
  }
  if (await samePortal(source, target)) {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `Source and target are the same portal (${source.url}, ${target.url}). Choose another target.`,
      { portal: target.url },
    );
  }
  const { user } = await target.self(signal);
  if (!user) {
    throw new ArcGISError(
      'ARCGIS_FORBIDDEN',
      `Nobody is signed in to the target ${target.url}. Give a user name and password.`,
      {
        portal: target.url,
      },
    );
  }
  demandPrivilege(target, user, CREATE_ITEMS, 'create items');
  return user;
}

/** Throws ARCGIS_FORBIDDEN unless the user may create hosted layers, or other hosted services by their privilege. */
export function checkMayPublish(
  target: WritablePortal,
  user: PortalUser,
  privilege = PUBLISH_LAYERS,
  what = 'hosted feature layers',
): void {
  demandPrivilege(target, user, privilege, `publish ${what}`);
}

/**
 * Throws unless copies may be given to the owner: to the signed-in user always, to others only by an administrator
 * (ARCGIS_FORBIDDEN) and if they exist (ARCGIS_NOT_FOUND). Returns the owner's user name as the portal writes it.
 */
export async function checkOwner(
  target: WritablePortal,
  user: PortalUser,
  owner: string,
  signal: AbortSignal,
): Promise<string> {
  const wanted = owner.trim();
  if (!wanted || wanted === user.username) return user.username;
  const administers = user.role === 'org_admin' || user.privileges.includes('portal:admin:updateItems');
  if (!administers) {
    throw new ArcGISError(
      'ARCGIS_FORBIDDEN',
      `Only an administrator of ${target.url} may give copies to another user ("${wanted}"); "${user.username}" is none. Leave the owner blank, or sign in as an administrator.`,
      { portal: target.url },
    );
  }
  try {
    const found = await getUser({ username: wanted, ...restOptions(target, { signal }) });
    return found.username ?? wanted;
  } catch (error) {
    if (
      !(error instanceof ArcGISError) ||
      (error.code !== 'ARCGIS_NOT_FOUND' && error.details.esriCode !== 400)
    )
      throw error;
    throw new ArcGISError(
      'ARCGIS_NOT_FOUND',
      `There is no user "${wanted}" in the target ${target.url} to own the copies.`,
      {
        portal: target.url,
      },
    );
  }
}

function demandPrivilege(target: WritablePortal, user: PortalUser, privilege: string, what: string): void {
  if (user.privileges.includes(privilege)) return;
  throw new ArcGISError(
    'ARCGIS_FORBIDDEN',
    `"${user.username}" may not ${what} in ${target.url}: the privilege ${privilege} is missing. Ask an administrator for a role that has it.`,
    { portal: target.url },
  );
}
