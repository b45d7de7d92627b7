import type { PortalContext } from '../portal/portal-context.js';
import { shownAccess } from '../search/search-items.js';
import type { ItemRecord } from '../store/records.js';
import { type Html, html } from './html.js';
import { minute } from './minute.js';

/** A table of items. `rows` is where the rows alone can be had; without it the table stays as it is. */
export function itemTable(portal: PortalContext, items: ItemRecord[], home: string, rows = ''): Html {
  return html`<div class="scroll"><table><thead><tr><th scope="col"><span hidden>Picture</span></th><th scope="col">Title</th><th scope="col">Type</th><th scope="col">Owner</th>
<th scope="col">Folder</th><th scope="col">Sharing</th><th scope="col">Modified (UTC)</th></tr></thead>
<tbody data-rows="${rows}">${itemRows(portal, items, home)}</tbody></table></div>`;
}

/** The rows of such a table. */
export function itemRows(portal: PortalContext, items: ItemRecord[], home: string): Html {
  if (items.length === 0) return html`<tr><td colspan="7" class="dim">Nothing here.</td></tr>`;
  return html`${items.map((item) => itemRow(portal, item, home))}`;
}

function itemRow(portal: PortalContext, item: ItemRecord, home: string): Html {
  const folder = item.folder === null ? '' : (portal.store.folders.get(item.folder)?.title ?? '');
  const groups = item.groups.map((id) => portal.store.groups.get(id)?.title ?? id).join(', ');
  return html`<tr id="i${item.id}"><td><img class="picture" loading="lazy" alt="" width="72" height="48" src="${home}/thumbnail/${item.id}?m=${item.modified}"></td>
<th scope="row"><a href="${home}/item.html?id=${item.id}">${item.title || item.name || item.id}</a></th><td>${item.type}</td>
<td><a href="${home}/user.html?user=${encodeURIComponent(item.owner)}">${item.owner}</a></td><td>${folder}</td>
<td><span class="badge" title="${groups}">${shownAccess(item)}</span></td><td class="dim nowrap">${minute(item.modified)}</td></tr>
`;
}
