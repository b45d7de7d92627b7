import { BytesAnswer, type HtmlAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import { fetchOwn, viewerToken } from './ask-service.js';
import { html } from './html.js';
import { layerFacts } from './layers-part.js';
import { homeOf, layout } from './layout.js';
import { pages, startOf } from './pages.js';
import { missing } from './people-pages.js';
import { rowTable } from './row-table.js';
import { attachmentsOf, countOf, layersOf, rowsOf, serviceAddress } from './service-layers.js';

/** Rows on one page. */
const SIZE = 50;

/** All rows of a layer, page by page, with their attachments. */
export async function layerPage(portal: PortalContext, call: Call): Promise<HtmlAnswer> {
  const home = homeOf(portal, call.secure);
  const item = portal.store.item(call.params.text('id', ''));
  const address = item && serviceAddress(portal, item);
  const layers = address ? await layersOf(portal, address) : undefined;
  const layer = layers?.find(({ id }) => String(id) === call.params.text('layer'));
  if (!item || !address || !layer) return missing(portal, call, 'layer');
  const start = startOf(call.params.text('start'));
  const [total, rows] = await Promise.all([
    countOf(portal, `${address}/${layer.id}`),
    rowsOf(portal, address, layer, { start, size: SIZE }),
  ]);
  const ids = (rows ?? []).map((row) => Number(row[layer.objectIdField]));
  const attachments =
    layer.hasAttachments === true ? await attachmentsOf(portal, `${address}/${layer.id}`, ids) : null;
  const own = `${home}/layer.html?id=${item.id}&layer=${layer.id}`;
  const turn = pages({ start, size: SIZE, total: total ?? 0 }, (index) => `${own}&start=${index}`);
  const body = html`<p><a href="${home}/item.html?id=${item.id}">${item.title}</a></p>
<h1>${layer.name} <span class="dim">${total ?? '?'} rows</span></h1><p class="note">${layerFacts(layer)}</p>${turn}
${rowTable(
  layer,
  rows ?? [],
  attachments && {
    of: (objectId) => attachments.get(objectId) ?? [],
    address: (objectId, id) =>
      `${home}/attachment?id=${item.id}&layer=${layer.id}&row=${objectId}&attachment=${id}`,
  },
)}${turn}`;
  return layout(portal, call, { title: `${layer.name} – ${item.title}`, section: 'content', body });
}

/** The bytes of an attachment, asked from the service. */
export async function attachmentBytes(portal: PortalContext, call: Call): Promise<BytesAnswer | HtmlAnswer> {
  const item = portal.store.item(call.params.text('id', ''));
  const address = item && serviceAddress(portal, item);
  const [layer, row, attachment] = ['layer', 'row', 'attachment'].map((name) => call.params.number(name));
  if (!address) return missing(portal, call, 'attachment');
  const url = `${address}/${layer}/${row}/attachments/${attachment}?token=${viewerToken(portal, 1)}`;
  const answer = await fetchOwn(portal, url);
  const name = /filename="?([^";]+)/i.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  if (!answer.ok || name === undefined) return missing(portal, call, 'attachment');
  const type = answer.headers.get('content-type') ?? 'application/octet-stream';
  return new BytesAnswer(Buffer.from(await answer.arrayBuffer()), type, name);
}
