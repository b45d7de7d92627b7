import { escapeHtml } from '../http/escape-html.js';
import type { PortalContext } from '../portal/portal-context.js';
import { shownAccess } from '../search/search-items.js';
import type { ItemRecord } from '../store/records.js';
import { layout } from './layout.js';

/** Fetches the rows again and marks those that were not there before. */
const REFRESH = `
const body = document.querySelector('tbody');
const count = document.querySelector('#count');
async function refresh() {
  try {
    const answer = await fetch(body.dataset.rows, { cache: 'no-store' });
    const html = await answer.text();
    if (answer.ok && html !== body.dataset.shown) {
      const before = new Set([...body.rows].map((row) => row.id));
      const first = body.dataset.shown === undefined;
      body.innerHTML = html;
      body.dataset.shown = html;
      count.textContent = body.querySelectorAll('tr[id]').length;
      if (!first) for (const row of body.rows) if (!before.has(row.id)) row.classList.add('new');
    }
  } catch { /* the portal is away: try again */ }
  setTimeout(refresh, 1500);
}
refresh();
`;

/** All items of the portal, newest first; the list follows what happens. */
export function listPage(portal: PortalContext, home: string): string {
  const items = itemsOf(portal);
  const head = ['', 'Title', 'Type', 'Owner', 'Folder', 'Sharing', 'Modified'].map(
    (name) => `<th>${name}</th>`,
  );
  const body = `
<header><h1>${escapeHtml(portal.name)}</h1><span class="dim">${escapeHtml(home.replace(/\/home$/, ''))}</span></header>
<p class="note"><b id="count">${items.length}</b> items. This is a local sandbox that only this machine can reach: the page shows every item
of every user without a sign-in. The list refreshes by itself.</p>
<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead>
<tbody data-rows="${escapeHtml(home)}/rows">${rows(portal, items, home)}</tbody></table></div>
<script>${REFRESH}</script>`;
  return layout(portal.name, body);
}

/** The rows alone, for the refresh. */
export function listRows(portal: PortalContext, home: string): string {
  return rows(portal, itemsOf(portal), home);
}

function itemsOf(portal: PortalContext): ItemRecord[] {
  return [...portal.store.items()]
    .filter((item) => item.recycled === null)
    .sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
}

function rows(portal: PortalContext, items: ItemRecord[], home: string): string {
  if (items.length === 0) return '<tr><td colspan="7" class="dim">Nothing here yet.</td></tr>';
  return items.map((item) => row(portal, item, home)).join('\n');
}

function row(portal: PortalContext, item: ItemRecord, home: string): string {
  const link = `${home}/item.html?id=${item.id}`;
  const folder = item.folder === null ? '' : (portal.store.folders.get(item.folder)?.title ?? '');
  const groups = item.groups.map((id) => portal.store.groups.get(id)?.title ?? id).join(', ');
  const when = new Date(item.modified).toISOString().slice(0, 16).replace('T', ' ');
  return (
    `<tr id="i${item.id}"><td><img class="picture" loading="lazy" alt="" src="${escapeHtml(home)}/thumbnail/${item.id}?m=${item.modified}"></td>` +
    `<td><a href="${escapeHtml(link)}">${escapeHtml(item.title || item.name)}</a></td><td>${escapeHtml(item.type)}</td>` +
    `<td>${escapeHtml(item.owner)}</td><td>${escapeHtml(folder)}</td>` +
    `<td><span class="badge" title="${escapeHtml(groups)}">${shownAccess(item)}</span></td><td class="dim">${when}</td></tr>`
  );
}
