import type { Call } from '../../http/call.js';
import { type FieldKind, matchesQuery, type SearchDocument } from '../../search/match-query.js';
import { pageOf } from '../../search/page.js';
import { parseQuery } from '../../search/parse-query.js';
import type { UserRecord } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';
import { licenseTypeOf, userJson } from './user-json.js';

const FIELDS: Record<string, FieldKind> = {
  username: 'words',
  fullname: 'words',
  firstname: 'words',
  lastname: 'words',
  email: 'words',
  tags: 'words',
  description: 'words',
  orgid: 'exact',
  role: 'exact',
  roleid: 'exact',
  userlicensetype: 'exact',
  provider: 'exact',
  access: 'exact',
  group: 'exact',
  created: 'number',
  modified: 'number',
  lastlogin: 'number',
  disabled: 'exact',
};

/** The users that match `q` and `filter`. */
export function searchUsers(portal: PortalContext, call: Call): unknown {
  const { params } = call;
  const q = params.text('q', '');
  const queries = [q, params.text('filter', '')].map(parseQuery);
  const found = portal.store.users.filter((user) => {
    const document = documentOf(portal, user);
    return queries.every((query) => matchesQuery(query, document));
  });
  const { page, ...rest } = pageOf(sorted(found, call), params, portal.switches.beyondPageable);
  return {
    query: q,
    ...rest,
    results: page.map((user) => userJson(portal, user, call.caller, { groups: false })),
  };
}

/** Sorted by `sortField`: username, fullname, created, modified, lastlogin, role. */
export function sorted(users: UserRecord[], { params }: Call): UserRecord[] {
  const field = params.text('sortField', 'username').toLowerCase();
  const direction = params.text('sortOrder', 'asc').toLowerCase() === 'desc' ? -1 : 1;
  const key = (user: UserRecord): string | number => {
    if (field === 'created' || field === 'modified') return user[field];
    if (field === 'lastlogin') return user.lastLogin;
    return (
      field === 'fullname' ? user.fullName : field === 'role' ? user.role : user.username
    ).toLowerCase();
  };
  return users.sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    if (one === other) return a.username < b.username ? -1 : 1;
    return one < other ? -direction : direction;
  });
}

function documentOf(portal: PortalContext, user: UserRecord): SearchDocument {
  const [first = '', ...last] = user.fullName.split(' ');
  const values: Record<string, string | number | string[] | undefined> = {
    username: user.username,
    fullname: user.fullName,
    firstname: first,
    lastname: last.join(' '),
    email: user.email,
    tags: user.tags,
    description: user.description ?? undefined,
    orgid: portal.orgId,
    role: user.role,
    roleid: user.roleId,
    userlicensetype: licenseTypeOf(user),
    provider: 'arcgis',
    access: user.profile?.access ?? 'org',
    created: user.created,
    modified: user.modified,
    lastlogin: user.lastLogin,
    disabled: String(user.disabled),
  };
  const groups = () =>
    portal.store.groups.filter((group) => group.members[user.username] !== undefined).map(({ id }) => id);
  return {
    defaults: ['username', 'fullname'],
    kind: (field) => FIELDS[field],
    values: (field) => (field === 'group' ? groups() : [values[field] ?? []].flat()),
  };
}
