import { getGroup } from '@esri/arcgis-rest-portal';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { CallOptions, ReadablePortal } from '../portal/portal.js';
import { restOptions } from '../portal/rest-options.js';

/** A group as `/community/groups/<id>` gives it. */
export interface Group {
  id: string;
  title: string;
  owner: string;
  access: string;
  description?: string | null;
  snippet?: string | null;
  tags?: string[];
  /** Only managers contribute items. */
  isViewOnly?: boolean;
  /** `updateitemcontrol`: members may edit the items of the group. */
  capabilities?: string[];
  userMembership?: { memberType?: string };
  [key: string]: unknown;
}

/** null if there is no such group, or the signed-in user may not see it. */
export async function readGroup(
  portal: ReadablePortal,
  id: string,
  options: CallOptions,
): Promise<Group | null> {
  try {
    return await getGroup(encodeURIComponent(id), restOptions(portal, options));
  } catch (error) {
    if (
      error instanceof ArcGISError &&
      (error.code === 'ARCGIS_NOT_FOUND' || error.code === 'ARCGIS_FORBIDDEN')
    )
      return null;
    throw error;
  }
}

/** Whether members of the group may edit its items. */
export function letsMembersEdit(group: Group): boolean {
  return group.capabilities?.includes('updateitemcontrol') ?? false;
}
