import type { HtmlAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { GroupRecord } from '../store/records.js';
import { type Html, html } from './html.js';
import { filteredItems } from './item-filter.js';
import { itemTable } from './item-rows.js';
import { homeOf, layout } from './layout.js';
import { minute } from './minute.js';

const EVERYTHING = { words: '', type: '', owner: '', folder: '', group: '' };
/** Items that the page of a user or group shows; the list has the others. */
const SHOWN = 50;

/** All users with what they own. */
export function usersPage(portal: PortalContext, call: Call): HtmlAnswer {
  const home = homeOf(portal, call.secure);
  const count = counted(
    [...portal.store.items()].filter((item) => item.recycled === null),
    'owner',
  );
  const users = [...portal.store.users.values()].sort((a, b) => a.username.localeCompare(b.username));
  const rows = users.map(
    (user) =>
      html`<tr><th scope="row"><a href="${userLink(home, user.username)}">${user.username}</a></th><td>${user.fullName}</td><td>${user.role}${user.disabled && ', disabled'}</td>
<td>${user.email}</td><td class="number">${groupsOf(portal, user.username).length}</td><td class="number">${count.get(user.username) ?? 0}</td></tr>`,
  );
  const body = html`<h1>Users</h1>${table(['User name', 'Name', 'Role', 'E-mail', '#Groups', '#Items'], rows)}`;
  return layout(portal, call, { title: 'Users', section: 'users', body });
}

/** One user: profile, folders, groups, items. */
export function userPage(portal: PortalContext, call: Call): HtmlAnswer {
  const home = homeOf(portal, call.secure);
  const user = portal.store.users.get(call.params.text('user', ''));
  if (!user) return missing(portal, call, 'user');
  const items = filteredItems(portal, { ...EVERYTHING, owner: user.username });
  const groups = groupsOf(portal, user.username).map(
    (group) =>
      html`<li><a href="${groupLink(home, group.id)}">${group.title}</a> <span class="dim">${group.members[user.username]?.memberType}</span></li>`,
  );
  const folders = portal.store.folders
    .filter((folder) => folder.username === user.username)
    .map(
      (folder) =>
        html`<li><a href="${home}/?owner=${encodeURIComponent(user.username)}&folder=${folder.id}">${folder.title}</a></li>`,
    );
  const body = html`<h1>${user.fullName || user.username}</h1>
<dl class="facts"><dt>User name</dt><dd>${user.username}</dd><dt>Role</dt><dd>${user.role}</dd><dt>E-mail</dt><dd>${user.email}</dd>
${user.description && html`<dt>Description</dt><dd>${user.description}</dd>`}<dt>Created</dt><dd>${minute(user.created)}</dd></dl>
<h2>Groups</h2>${listOf(groups)}<h2>Folders</h2>${listOf(folders)}
${itemsPart(portal, home, items, `owner=${encodeURIComponent(user.username)}`)}`;
  return layout(portal, call, { title: user.username, section: 'users', body });
}

/** All folders of all users. */
export function foldersPage(portal: PortalContext, call: Call): HtmlAnswer {
  const home = homeOf(portal, call.secure);
  const count = counted(
    [...portal.store.items()].filter((item) => item.recycled === null),
    'folder',
  );
  const folders = [...portal.store.folders.values()].sort(
    (a, b) => a.username.localeCompare(b.username) || a.title.localeCompare(b.title),
  );
  const rows = folders.map(
    ({ id, username, title }) =>
      html`<tr><th scope="row"><a href="${home}/?owner=${encodeURIComponent(username)}&folder=${id}">${title}</a></th><td><a href="${userLink(home, username)}">${username}</a></td>
<td class="path">${id}</td><td class="number">${count.get(id) ?? 0}</td></tr>`,
  );
  const body = html`<h1>Folders</h1>${table(['Title', 'Owner', 'Id', '#Items'], rows)}`;
  return layout(portal, call, { title: 'Folders', section: 'folders', body });
}

/** All groups. */
export function groupsPage(portal: PortalContext, call: Call): HtmlAnswer {
  const home = homeOf(portal, call.secure);
  const items = [...portal.store.items()].filter((item) => item.recycled === null);
  const rows = portal.store.groups
    .filter((group) => group.favourites !== true)
    .sort((a, b) => a.title.localeCompare(b.title))
    .map(
      (group) =>
        html`<tr><th scope="row"><a href="${groupLink(home, group.id)}">${group.title}</a></th><td><a href="${userLink(home, group.owner)}">${group.owner}</a></td><td>${group.access}</td>
<td class="number">${Object.keys(group.members).length}</td><td class="number">${items.filter((item) => item.groups.includes(group.id)).length}</td></tr>`,
    );
  const body = html`<h1>Groups</h1>${table(['Title', 'Owner', 'Access', '#Members', '#Items'], rows)}`;
  return layout(portal, call, { title: 'Groups', section: 'groups', body });
}

/** One group: what it is, members, items. */
export function groupPage(portal: PortalContext, call: Call): HtmlAnswer {
  const home = homeOf(portal, call.secure);
  const group = portal.store.groups.get(call.params.text('id', ''));
  if (!group) return missing(portal, call, 'group');
  const members = Object.entries(group.members).map(
    ([username, { memberType }]) =>
      html`<li><a href="${userLink(home, username)}">${username}</a> <span class="dim">${memberType}</span></li>`,
  );
  const body = html`<h1>${group.title}</h1><p>${group.snippet}</p>
<dl class="facts"><dt>Id</dt><dd>${group.id}</dd><dt>Owner</dt><dd>${group.owner}</dd><dt>Access</dt><dd>${group.access}</dd>
<dt>Members may update items</dt><dd>${group.capabilities.includes('updateitemcontrol') ? 'yes' : 'no'}</dd>
<dt>Tags</dt><dd>${group.tags.join(', ')}</dd><dt>Description</dt><dd>${group.description}</dd></dl>
<h2>Members</h2>${listOf(members)}
${itemsPart(portal, home, filteredItems(portal, { ...EVERYTHING, group: group.id }), `group=${group.id}`)}`;
  return layout(portal, call, { title: group.title, section: 'groups', body });
}

/** The page that stands for something that does not exist. */
export function missing(portal: PortalContext, call: Call, what: string): HtmlAnswer {
  const body = html`<h1>No such ${what}</h1><p>This portal has none by that name or id. <a href="${homeOf(portal, call.secure)}/">All items</a></p>`;
  return layout(portal, call, { title: `No such ${what}`, body, status: 404 });
}

function itemsPart(
  portal: PortalContext,
  home: string,
  items: Parameters<typeof itemTable>[1],
  query: string,
): Html {
  const more = items.length > SHOWN && html`<p><a href="${home}/?${query}">All ${items.length} items</a></p>`;
  return html`<h2>Items <span class="dim">${items.length}</span></h2>${itemTable(portal, items.slice(0, SHOWN), home)}${more}`;
}

/** A column whose name begins with # holds numbers. */
function table(columns: string[], rows: Html[]): Html {
  const head = columns.map((name) =>
    name.startsWith('#')
      ? html`<th scope="col" class="number">${name.slice(1)}</th>`
      : html`<th scope="col">${name}</th>`,
  );
  const empty = html`<tr><td colspan="${columns.length}" class="dim">None.</td></tr>`;
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.length > 0 ? rows : empty}</tbody></table></div>`;
}

function listOf(entries: Html[]): Html {
  return entries.length === 0 ? html`<p class="dim">none</p>` : html`<ul>${entries}</ul>`;
}

function counted<Key extends string>(
  things: Record<Key, string | null>[],
  key: Key,
): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const thing of things) counts.set(thing[key], (counts.get(thing[key]) ?? 0) + 1);
  return counts;
}

function groupsOf(portal: PortalContext, username: string): GroupRecord[] {
  return portal.store.groups.filter(
    (group) => group.favourites !== true && group.members[username] !== undefined,
  );
}

function userLink(home: string, username: string): string {
  return `${home}/user.html?user=${encodeURIComponent(username)}`;
}

function groupLink(home: string, id: string): string {
  return `${home}/group.html?id=${id}`;
}
