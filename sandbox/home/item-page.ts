import { readFile } from 'node:fs/promises';
import { HtmlAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import { escapeHtml } from '../http/escape-html.js';
import { itemJson } from '../portal/item-json.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';
import { layerTables } from './layer-tables.js';
import { layout } from './layout.js';

/** Text data beyond this many bytes is cut on the page. */
const SHOWN = 512 * 1024;
/** Who the page looks as: it shows everything. */
const VIEWER = { username: '', role: 'org_admin', privileges: [], tokenKind: 'portal' as const };

/** One item: its properties, sharing, files, and its data; for layers the first rows. */
export async function itemPage(portal: PortalContext, call: Call, home: string): Promise<HtmlAnswer> {
  const item = portal.store.item(call.params.text('id', ''));
  if (!item) {
    const body = `<p><a href="${escapeHtml(home)}">All items</a></p><h1>No such item</h1>`;
    return new HtmlAnswer(layout('No such item', body), 404);
  }
  const view = itemJson(portal, item, { caller: VIEWER, secure: call.secure });
  const body = `
<p><a href="${escapeHtml(home)}">All items</a> <span class="dim">of ${escapeHtml(portal.name)}</span></p>
<div class="top"><img class="picture" alt="" src="${escapeHtml(home)}/thumbnail/${item.id}?m=${item.modified}">
<div><h1>${escapeHtml(item.title)}</h1><div class="dim">${escapeHtml(item.type)} by ${escapeHtml(item.owner)}
<span class="badge">${escapeHtml(String(view.access))}</span></div>
<div>${escapeHtml(item.snippet)}</div></div></div>
<h2>Properties</h2>
${definitions(portal, item, view)}
${await layerTables(portal, call, item)}
<h2>Data</h2>
${await dataOf(portal, item, call)}
${listOf(
  'File resources',
  Object.entries(item.resources).map(([name, file]) => `${name} (${file.bytes} bytes)`),
)}`;
  return new HtmlAnswer(layout(item.title, body));
}

function definitions(portal: PortalContext, item: ItemRecord, view: Record<string, unknown>): string {
  const folder =
    item.folder === null ? '(root)' : (portal.store.folders.get(item.folder)?.title ?? item.folder);
  const groups = item.groups.map((id) => portal.store.groups.get(id)?.title ?? id);
  const date = (value: number) => new Date(value).toISOString();
  const entries: [string, unknown][] = [
    ['id', item.id],
    ['url', view.url],
    ['name', item.name],
    ['folder', folder],
    ['groups', groups.join(', ')],
    ['tags', item.tags.join(', ')],
    ['type keywords', item.typeKeywords.join(', ')],
    ['description', item.description],
    ['terms of use', item.licenseInfo],
    ['credits', item.accessInformation],
    ['extent', JSON.stringify(item.extent)],
    ['size', item.size],
    ['properties', item.properties === null ? '' : JSON.stringify(item.properties)],
    ['created', date(item.created)],
    ['modified', date(item.modified)],
  ];
  const rows = entries
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl>${rows.join('')}</dl>`;
}

async function dataOf(portal: PortalContext, item: ItemRecord, call: Call): Promise<string> {
  if (!item.data) return '<p class="dim">none</p>';
  const { name, bytes, contentType } = item.data;
  if (!item.dataIsText && !/json|text|xml/.test(contentType)) {
    const address = `${portal.addresses.of(call.secure).portal}/sharing/rest/content/items/${item.id}/data`;
    return `<p>${escapeHtml(name)}, ${bytes} bytes, ${escapeHtml(contentType)} <span class="dim">${escapeHtml(address)}</span></p>`;
  }
  const text = (await readFile(portal.store.files.path(item.data), 'utf8')).slice(0, SHOWN);
  return `<pre>${escapeHtml(pretty(text))}</pre>`;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function listOf(title: string, lines: string[]): string {
  if (lines.length === 0) return '';
  return `<h2>${title}</h2><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
}
