import { HtmlAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import { Html, html } from './html.js';
import { filteredItems, filterQuery, type ItemFilter, itemFilter } from './item-filter.js';
import { itemRows, itemTable } from './item-rows.js';
import { homeOf, layout } from './layout.js';
import { pages, startOf } from './pages.js';

/** Items on one page. */
const SIZE = 100;

/** All items, newest first, narrowed by the form; with JavaScript the list follows what is typed and what happens. */
export function contentPage(portal: PortalContext, call: Call): HtmlAnswer {
  const home = homeOf(portal, call.secure);
  const filter = itemFilter(call);
  const items = filteredItems(portal, filter);
  const start = startOf(call.params.text('start'));
  const body = html`<h1>Content</h1>
<p class="note">A local sandbox that only this machine can reach: its pages show every item of every user without a sign-in. <span class="nowrap"><b id="count" role="status">${items.length}</b> items</span></p>
${filterForm(portal, filter, home)}
<div id="list">${itemTable(portal, items.slice(start, start + SIZE), home, `${home}/rows${filterQuery(filter, start)}`)}
${pages({ start, size: SIZE, total: items.length }, (index) => `${home}/${filterQuery(filter, index)}`)}</div>
<script>${new Html(FOLLOW)}</script>`;
  return layout(portal, call, { title: 'Content', section: 'content', body });
}

/** The rows alone, for a list that follows. */
export function contentRows(portal: PortalContext, call: Call): HtmlAnswer {
  const items = filteredItems(portal, itemFilter(call));
  const start = startOf(call.params.text('start'));
  const rows = itemRows(portal, items.slice(start, start + SIZE), homeOf(portal, call.secure));
  return new HtmlAnswer(rows.text);
}

function filterForm(portal: PortalContext, filter: ItemFilter, home: string): Html {
  const items = [...portal.store.items()].filter((item) => item.recycled === null);
  const same = (values: string[]) =>
    [...new Set(values)].sort().map((value): [string, string] => [value, value]);
  const folders = [...portal.store.folders.values()]
    .map(({ id, username, title }): [string, string] => [id, `${title} (${username})`])
    .sort(([, a], [, b]) => a.localeCompare(b));
  const group = portal.store.groups.get(filter.group);
  return html`<form class="filter" role="search" action="${home}/" method="get">
<label>Filter<input type="search" name="q" value="${filter.words}" placeholder="Title, tag, id …"></label>
${select('Type', 'type', same(items.map((item) => item.type)), filter.type)}
${select('Owner', 'owner', same(items.map((item) => item.owner)), filter.owner)}
${select('Folder', 'folder', [['root', '(no folder)'], ...folders], filter.folder)}
${group && select('Group', 'group', [[group.id, group.title]], filter.group)}
<button type="submit">Apply</button><a class="button" href="${home}/">Show all</a></form>`;
}

function select(label: string, name: string, options: [string, string][], chosen: string): Html {
  const entries = options.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen ? new Html(' selected') : ''}>${text}</option>`,
  );
  return html`<label>${label}<select name="${name}"><option value="">Any</option>${entries}</select></label>`;
}

/** Fetches the rows again and marks those that were not there before; follows the form without a reload. */
const FOLLOW = `
(() => {
  const form = document.querySelector('form.filter');
  let shown;
  async function reload() {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
    const answer = await fetch(form.action + (query.size ? '?' + query : ''));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.querySelector('#list').innerHTML = page.querySelector('#list').innerHTML;
    document.querySelector('#count').textContent = page.querySelector('#count').textContent;
    history.replaceState(null, '', form.action + (query.size ? '?' + query : ''));
    shown = undefined;
  }
  let timer;
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(() => reload().catch(() => form.submit()), 120); });
  async function refresh() {
    try {
      const body = document.querySelector('tbody');
      const from = body.dataset.rows;
      const answer = await fetch(from, { cache: 'no-store' });
      const rows = await answer.text();
      if (answer.ok && rows !== shown && document.contains(body) && !body.contains(document.activeElement)) {
        const before = new Set([...body.rows].map((row) => row.id));
        const first = shown === undefined;
        body.innerHTML = rows;
        shown = rows;
        if (!first) {
          for (const row of body.rows) if (!before.has(row.id)) row.classList.add('new');
          if (!document.querySelector('.pages')) document.querySelector('#count').textContent = body.querySelectorAll('tr[id]').length;
        }
      }
    } catch { /* the portal is away: try again */ }
    setTimeout(refresh, 1500);
  }
  refresh();
})();
`;
