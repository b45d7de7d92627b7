import type { Call } from '../../http/call.js';
import { type FieldKind, matchesQuery, type SearchDocument } from '../../search/match-query.js';
import { pageOf } from '../../search/page.js';
import { parseQuery } from '../../search/parse-query.js';
import type { GroupRecord } from '../../store/records.js';
import { canSeeGroup } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { groupHitJson } from './group-json.js';

const FIELDS: Record<string, FieldKind> = {
  id: 'exact',
  title: 'words',
  description: 'words',
  snippet: 'words',
  tags: 'words',
  typekeywords: 'words',
  owner: 'exact',
  access: 'exact',
  orgid: 'exact',
  created: 'number',
  modified: 'number',
  isinvitationonly: 'exact',
  isviewonly: 'exact',
};

/** The groups that match `q` and `filter`, of those that the caller can see; or whose member somebody is. */
export function searchGroups(portal: PortalContext, call: Call): unknown {
  const { params } = call;
  const q = params.text('q', '');
  const queries = [q, params.text('filter', '')].map(parseQuery);
  const member =
    params.text('searchUserAccess', '').toLowerCase() === 'groupmember'
      ? params.text('searchUserName', call.caller?.username ?? '')
      : undefined;
  const found = portal.store.groups
    .filter((group) => group.favourites !== true && canSeeGroup(group, call.caller))
    .filter((group) => member === undefined || group.members[member] !== undefined)
    .filter((group) => queries.every((query) => matchesQuery(query, documentOf(portal, group))));
  const { page, ...rest } = pageOf(sorted(found, call), params, portal.switches.beyondPageable);
  return { query: q, ...rest, results: page.map((group) => groupHitJson(portal, group, call.caller)) };
}

function sorted(groups: GroupRecord[], { params }: Call): GroupRecord[] {
  const field = params.text('sortField', 'title').toLowerCase();
  const direction = params.text('sortOrder', 'asc').toLowerCase() === 'desc' ? -1 : 1;
  const key = (group: GroupRecord): string | number => {
    if (field === 'created' || field === 'modified') return group[field];
    return (field === 'owner' ? group.owner : group.title).toLowerCase();
  };
  return groups.sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    if (one === other) return a.id < b.id ? -1 : 1;
    return one < other ? -direction : direction;
  });
}

function documentOf(portal: PortalContext, group: GroupRecord): SearchDocument {
  const values: Record<string, (string | number | null)[]> = {
    id: [group.id],
    title: [group.title],
    description: [group.description],
    snippet: [group.snippet],
    tags: group.tags,
    typekeywords: Array.isArray(group.settings?.typeKeywords) ? group.settings.typeKeywords : [],
    owner: [group.owner],
    access: [group.access],
    orgid: [portal.orgId],
    created: [group.created],
    modified: [group.modified],
    isinvitationonly: [String(group.isInvitationOnly)],
    isviewonly: [String(group.isViewOnly)],
  };
  return {
    defaults: ['id', 'title', 'description', 'snippet', 'tags', 'owner'],
    kind: (field) => FIELDS[field],
    values: (field) => (values[field] ?? []).filter((value) => value !== null),
  };
}
