import { searchGroups } from '@esri/arcgis-rest-portal';
import type { CallOptions, ReadablePortal } from '../portal/portal.js';
import { restOptions } from '../portal/rest-options.js';
import { type Group, readGroup } from './group.js';

/**
 * The tag by which a group knows the one that it was copied from; ArcGIS API for Python and ArcGIS Solutions mark their copies the same way.
 */
export function groupMark(sourceId: string): string {
  return `source-${sourceId}`;
}

/** The group that was made as a copy of a source group; null if there is none, or more than one. */
export async function findMarkedGroup(
  portal: ReadablePortal,
  sourceId: string,
  options: CallOptions,
): Promise<Group | null> {
  const mark = groupMark(sourceId);
  const self = await portal.self(options.signal);
  const q = self.isPortal ? `tags:"${mark}"` : `tags:"${mark}" AND orgid:${self.id}`;
  const { results = [] } = await searchGroups({ q, num: 10, ...restOptions(portal, options) });
  const marked = results.filter(({ tags }) => tags?.includes(mark));
  const [group, ...others] = marked;
  return group && others.length === 0 ? readGroup(portal, group.id, options) : null;
}
