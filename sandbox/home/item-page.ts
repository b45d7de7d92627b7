import type { HtmlAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import { itemJson } from '../portal/items/item-json.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';
import { type Html, html } from './html.js';
import { fileAddress, fileList } from './item-files.js';
import { jsonView } from './json-view.js';
import { layersPart } from './layers-part.js';
import { homeOf, layout } from './layout.js';
import { minute } from './minute.js';
import { missing } from './people-pages.js';
import { itemReferences } from './references/item-references.js';
import type { MarkedReference } from './references/marked-reference.js';
import { referencesPart } from './references-part.js';
import { serviceAddress } from './service-layers.js';
import { sizeText } from './size-text.js';

/** Data of more characters than this is cut on the page. */
const SHOWN = 512 * 1024;
/** Who the page looks as: it shows everything. */
const VIEWER = { username: '', role: 'org_admin', privileges: [], tokenKind: 'portal' as const };

/** One item: properties, sharing, references, layers, relations, files, data. */
export async function itemPage(portal: PortalContext, call: Call): Promise<HtmlAnswer> {
  const home = homeOf(portal, call.secure);
  const item = portal.store.item(call.params.text('id', ''));
  if (!item) return missing(portal, call, 'item');
  const view = itemJson(portal, item, { caller: VIEWER, secure: call.secure });
  const [{ references, data }, layers] = await Promise.all([
    itemReferences(portal, item, call.secure),
    layersPart(portal, item, home),
  ]);
  const hasMap = item.type === 'Web Map' || serviceAddress(portal, item) !== null;
  const body = html`<div class="top"><img class="picture" alt="" width="150" height="100" src="${home}/thumbnail/${item.id}?m=${item.modified}">
<div><h1>${item.title || item.id}</h1><div class="dim">${item.type} by <a href="${home}/user.html?user=${encodeURIComponent(item.owner)}">${item.owner}</a>
<span class="badge">${String(view.access)}</span>${item.recycled !== null && html` <span class="badge broken">in the recycle bin</span>`}</div>
<div>${item.snippet}</div>${hasMap && html`<a class="button primary" href="${home}/webmap/viewer.html?${item.type === 'Web Map' ? 'webmap' : 'layers'}=${item.id}">Open the map</a>`}</div></div>
<h2>Properties</h2>${facts(portal, item, view, home)}
${layers}${relations(portal, item, home)}${referencesPart(references)}
${fileList('Resources', 'resource', item, home)}${fileList('Files of information', 'info', item, home)}
<h2 id="data">Data</h2>${dataPart(item, data, references, home)}`;
  return layout(portal, call, { title: item.title || item.id, section: 'content', body });
}

function facts(portal: PortalContext, item: ItemRecord, view: Record<string, unknown>, home: string): Html {
  const folder = item.folder === null ? undefined : portal.store.folders.get(item.folder);
  const groups = item.groups.map((id, index) => [
    index > 0 && ', ',
    html`<a href="${home}/group.html?id=${id}">${portal.store.groups.get(id)?.title ?? id}</a>`,
  ]);
  const entries: [string, Html | string | null][] = [
    ['Id', item.id],
    ['URL', view.url === null ? null : String(view.url)],
    ['Name', item.name],
    [
      'Folder',
      folder
        ? html`<a href="${home}/?owner=${encodeURIComponent(item.owner)}&folder=${folder.id}">${folder.title}</a>`
        : '(root)',
    ],
    ['Groups', groups.length > 0 ? html`${groups}` : null],
    ['Tags', item.tags.join(', ')],
    ['Type keywords', item.typeKeywords.join(', ')],
    ['Categories', item.categories.join(', ')],
    ['Description', item.description],
    ['Terms of use', item.licenseInfo],
    ['Credits', item.accessInformation],
    ['Extent', item.extent.length > 0 ? JSON.stringify(item.extent) : null],
    ['Size', item.size < 0 ? null : sizeText(item.size)],
    ['Protected', item.protected ? 'yes' : null],
    ['Properties', item.properties === null ? null : JSON.stringify(item.properties)],
    ['Created', `${minute(item.created)} UTC`],
    ['Modified', `${minute(item.modified)} UTC`],
  ];
  const shown = entries.filter(([, value]) => value !== null && value !== '');
  return html`<dl class="facts">${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** Relationships of items, from either end. */
function relations(portal: PortalContext, item: ItemRecord, home: string): Html {
  const rows = portal.store.relations
    .filter((one) => one.origin === item.id || one.destination === item.id)
    .map(({ origin, destination, type }) => {
      const isOrigin = origin === item.id;
      const other = portal.store.item(isOrigin ? destination : origin);
      return html`<tr><td>${type}</td><td>${isOrigin ? 'this item is the origin' : 'this item is the destination'}</td>
<td><a href="${home}/item.html?id=${isOrigin ? destination : origin}">${other?.title ?? 'no such item'}</a> <span class="dim">${other?.type}</span></td></tr>`;
    });
  if (rows.length === 0) return html``;
  return html`<h2>Relations</h2><div class="scroll"><table><thead><tr><th scope="col">Type</th><th scope="col">Direction</th><th scope="col">Other item</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function dataPart(item: ItemRecord, data: unknown, references: MarkedReference[], home: string): Html {
  if (!item.data) return html`<p class="dim">none</p>`;
  const { name, bytes, contentType } = item.data;
  const download = html`<p><a href="${fileAddress(home, item, 'data')}">Download</a> <span class="dim">${name}, ${sizeText(bytes)}, ${contentType}</span></p>`;
  if (data === undefined) return download;
  if (bytes > SHOWN) {
    const text = typeof data === 'string' ? data : JSON.stringify(data, null, 2);
    return html`${download}<pre tabindex="0">${text.slice(0, SHOWN)}…</pre>`;
  }
  const marks = new Map(references.filter(({ part }) => part === 'data').map((one) => [one.path, one.where]));
  // Of several references in one string the one that matters most colours it.
  for (const one of references)
    if (one.part === 'data' && one.where === 'broken') marks.set(one.path, 'broken');
  return html`${download}<pre tabindex="0">${typeof data === 'string' ? data : jsonView(data, marks)}</pre>`;
}
