import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { CallOptions, PortalUser, WritablePortal } from '../portal/portal.js';
import { createdGroup, createGroup } from './create-group.js';
import { findGroup } from './find-group.js';
import { findMarkedGroup } from './find-marked-group.js';
import { type Group, letsMembersEdit } from './group.js';
import type { WantedGroup } from './wanted-groups.js';

/**
 * The group in the target that stands for a wanted one: by the map (from id or title in the source to id or title in the target), else the one
 * that was made as its copy, else by exact title, else made if asked for. null with a warning if the copy cannot or must not be in it.
 *
 * @throws ArcGISError ARCGIS_INPUT for an ambiguous title, ARCGIS_NOT_FOUND for a mapped group that is not there, ARCGIS_FORBIDDEN if the
 * signed-in user may not share with the group.
 */
export async function matchGroup(
  target: WritablePortal,
  wanted: WantedGroup,
  rules: { groupMap: Record<string, string>; createMissing: boolean; user: PortalUser },
  warnings: Warning[],
  options: CallOptions,
): Promise<Group | null> {
  const mapped = inMap(rules.groupMap, wanted.source?.id) ?? inMap(rules.groupMap, wanted.title);
  const group = await findMatch(target, wanted, mapped, rules, options);
  if (!group) {
    warnings.push({
      code: 'GROUP_MISSING',
      message: `${target.url} has no group named "${wanted.title}" that the signed-in user may see. The copy was not shared with it.`,
    });
    return null;
  }
  const byTitleOnly = wanted.source !== null && mapped === undefined;
  if (byTitleOnly && letsMembersEdit(group) && wanted.source && !letsMembersEdit(wanted.source)) {
    warnings.push({
      code: 'GROUP_LETS_MEMBERS_EDIT',
      message: `Members of the group "${group.title}" (${group.id}) of ${target.url} may edit its items, which members of the group in the source may not. The copy was not shared with it; name the group in the group map to share all the same.`,
    });
    return null;
  }
  checkMayShare(target, group, rules.user);
  return group;
}

function inMap(map: Record<string, string>, key: string | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

async function findMatch(
  target: WritablePortal,
  wanted: WantedGroup,
  mapped: string | undefined,
  rules: { createMissing: boolean; user: PortalUser },
  options: CallOptions,
): Promise<Group | null> {
  if (mapped !== undefined) {
    const group = await findGroup(target, mapped, options);
    if (group) return group;
    throw new ArcGISError(
      'ARCGIS_NOT_FOUND',
      `The group map names "${mapped}" for the group "${wanted.title}", but ${target.url} has no such group that the signed-in user may see. Correct the map, or create the group.`,
      { portal: target.url },
    );
  }
  const { username } = rules.user;
  const created = await createdGroup(target, username, wanted.title);
  const marked = !created && wanted.source && (await findMarkedGroup(target, wanted.source.id, options));
  const found = created ?? (marked || (await findGroup(target, wanted.title, options)));
  if (found || !rules.createMissing) return found;
  return createGroup(target, username, wanted.source ?? { title: wanted.title }, options);
}

/** An administrator may share with groups that they are not in; the portal has the last word. */
function checkMayShare(target: WritablePortal, group: Group, user: PortalUser): void {
  if (user.role === 'org_admin') return;
  const membership =
    group.userMembership?.memberType ?? (user.groups.some(({ id }) => id === group.id) ? 'member' : 'none');
  const fail = (why: string): never => {
    throw new ArcGISError(
      'ARCGIS_FORBIDDEN',
      `The copy cannot be shared with the group "${group.title}" (${group.id}) of ${target.url}: ${why}`,
      {
        portal: target.url,
      },
    );
  };
  if (membership !== 'owner' && membership !== 'admin' && membership !== 'member') {
    fail(`${user.username} is not in it. Ask the group's owner ${group.owner} for membership.`);
  }
  if (group.isViewOnly === true && membership === 'member') {
    fail(
      `only its managers may contribute. Ask the group's owner ${group.owner} to make ${user.username} a manager.`,
    );
  }
}
