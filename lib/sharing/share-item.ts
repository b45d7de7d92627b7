import type { Check, Warning } from '../items/findings.js';
import type { Item, SourceId, TargetId } from '../items/item.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { CallOptions, PortalUser, ReadablePortal, WritablePortal } from '../portal/portal.js';
import { type Group, letsMembersEdit } from './group.js';
import { matchGroup } from './match-group.js';
import { readSharing, type Sharing } from './read-sharing.js';
import { wantedGroups } from './wanted-groups.js';

export interface ShareRequest {
  sourceId: SourceId;
  targetId: TargetId;
  /** Owner of the copy, if known. */
  targetOwner?: string;
  access: 'as-source' | 'private' | 'org' | 'public';
  /** `none` leaves the groups of the copy as they are. */
  groups: 'as-source' | 'none' | { titles: string[] };
  /** From id or title of a group in the source to id or title of one in the target. */
  groupMap: Record<string, string>;
  /** Makes groups that the target has not. */
  createMissing?: boolean;
}

export interface ShareResult {
  /** Of the copy, read back. */
  access: Item['access'];
  /** Those asked for that the copy is in, read back. */
  groups: { id: string; title: string }[];
  changed: boolean;
  checks: Check[];
  warnings: Warning[];
  /** What was learned: id of a group in the source → id in the target. */
  groupMap: Record<string, string>;
}

/**
 * Gives the copy the access that is asked for, and adds it to groups; other groups that it is in stay. One call, then everything is read
 * back. It never gives more than was asked for: a group that is missing is a warning, and the copy is not shared with anything instead.
 *
 * @throws ArcGISError: ARCGIS_INPUT if a title stands for several groups, ARCGIS_FORBIDDEN if the user may not share as asked. Then nothing
 * was changed.
 */
export async function shareItem(
  source: ReadablePortal,
  target: WritablePortal,
  request: ShareRequest,
  options: CallOptions = {},
): Promise<ShareResult> {
  const warnings: Warning[] = [];
  const asSource = request.access === 'as-source' || request.groups === 'as-source';
  const [before, inSource, self] = await Promise.all([
    readSharing(target, request.targetId, request.targetOwner, options),
    asSource ? readSharing(source, request.sourceId, undefined, options) : null,
    target.self(options.signal),
  ]);
  if (!self.user) throw nobodySignedIn(target);
  const level = levelOf(request.access === 'as-source' ? (inSource?.access ?? 'private') : request.access);
  const wanted = await wantedGroups(source, inSource?.groupIds ?? [], request.groups, warnings, options);
  const groups: Group[] = [];
  const learned: Record<string, string> = {};
  for (const wish of wanted) {
    const rules = {
      groupMap: request.groupMap,
      createMissing: request.createMissing ?? false,
      user: self.user,
    };
    const group = await matchGroup(target, wish, rules, warnings, options);
    if (!group) continue;
    if (wish.source) learned[wish.source.id] = group.id;
    if (!groups.some(({ id }) => id === group.id)) groups.push(group);
  }

  const missing = groups.filter(({ id }) => !before.groupIds.includes(id));
  const changed = missing.length > 0 || levelOf(before.access) !== level;
  let after = before;
  if (changed) {
    checkPrivileges(target, self.user, level, before, missing);
    await share(target, before.item.owner, request.targetId, level, missing, options);
    after = await readSharing(target, request.targetId, before.item.owner, options);
  }
  for (const group of groups.filter(({ id }) => !after.groupIds.includes(id))) {
    warnings.push({
      code: 'GROUP_NOT_SHARED',
      message: `${target.url} did not share the copy with the group "${group.title}" (${group.id}). Most often its owner ${after.item.owner} is not in the group, or may not contribute to it.`,
    });
  }
  return {
    access: after.access,
    groups: groups.filter(({ id }) => after.groupIds.includes(id)).map(({ id, title }) => ({ id, title })),
    changed,
    checks: checksOf(level, groups, after),
    warnings,
    groupMap: learned,
  };
}

type Level = 'private' | 'org' | 'public';

/** The portal calls a private item that is in a group "shared". */
function levelOf(access: Item['access']): Level {
  return access === 'shared' ? 'private' : access;
}

async function share(
  target: WritablePortal,
  owner: string,
  id: TargetId,
  level: Level,
  groups: Group[],
  options: CallOptions,
): Promise<void> {
  // Not by rest-js: its setItemAccess takes a private item out of all groups, and its shareItemWithGroup asks the
  // search index, which lags, and sends a call for each group.
  await target.write(
    `/content/users/${encodeURIComponent(owner)}/items/${id}/share`,
    {
      everyone: level === 'public',
      // "org" would take "everyone" back; "account" is its older name and does not.
      ...(level === 'public' ? { account: true } : { org: level === 'org' }),
      // Left out, the groups stay as they are.
      groups: groups.length > 0 ? groups.map((group) => group.id) : undefined,
      confirmItemControl: groups.some(letsMembersEdit) ? true : undefined,
    },
    { ...options, repeatable: true },
  );
}

function checksOf(level: Level, groups: Group[], after: Sharing): Check[] {
  const actual = levelOf(after.access);
  return [
    { check: 'access', expected: level, actual, ok: actual === level },
    ...groups.map((group) => {
      const shared = after.groupIds.includes(group.id);
      return { check: `in group "${group.title}" (${group.id})`, expected: true, actual: shared, ok: shared };
    }),
  ];
}

function checkPrivileges(
  target: WritablePortal,
  user: PortalUser,
  level: Level,
  before: Sharing,
  groups: Group[],
): void {
  // A portal that does not tell the privileges decides by itself.
  if (user.privileges.length === 0 || user.role === 'org_admin') return;
  const need = (privilege: string, to: string): void => {
    if (user.privileges.includes(privilege)) return;
    throw new ArcGISError(
      'ARCGIS_FORBIDDEN',
      `${user.username} may not share items with ${to} in ${target.url} (privilege ${privilege}). Ask an administrator for it, or choose another access.`,
      { portal: target.url },
    );
  };
  if (level !== levelOf(before.access)) {
    if (level === 'public') need('portal:user:shareToPublic', 'everyone');
    if (level === 'org') need('portal:user:shareToOrg', 'the organisation');
  }
  if (groups.length > 0) need('portal:user:shareToGroup', 'groups');
}

function nobodySignedIn(target: WritablePortal): ArcGISError {
  return new ArcGISError(
    'ARCGIS_AUTH',
    `Nobody is signed in to ${target.url}, so nothing can be shared there.`,
    {
      portal: target.url,
    },
  );
}
