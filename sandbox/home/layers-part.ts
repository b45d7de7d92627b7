import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';
import { type Html, html } from './html.js';
import { rowTable } from './row-table.js';
import { countOf, layersOf, type PageLayer, rowsOf, serviceAddress } from './service-layers.js';

/** Rows shown of each layer on the page of its item. */
const ROWS = 5;

/** The layers and tables of the item's service with their first rows; nothing if it has no service here. */
export async function layersPart(portal: PortalContext, item: ItemRecord, home: string): Promise<Html> {
  const address = serviceAddress(portal, item);
  if (address === null) return html``;
  const layers = await layersOf(portal, address);
  if (!layers) return html`<h2>Layers</h2><p class="broken">${address} does not answer.</p>`;
  const parts = await Promise.all(layers.map((layer) => onePart(portal, address, item, layer, home)));
  return html`<h2>Layers and tables</h2>${parts}`;
}

async function onePart(
  portal: PortalContext,
  address: string,
  item: ItemRecord,
  layer: PageLayer,
  home: string,
): Promise<Html> {
  const [count, rows] = await Promise.all([
    countOf(portal, `${address}/${layer.id}`),
    rowsOf(portal, address, layer, { start: 0, size: ROWS }),
  ]);
  const link = `${home}/layer.html?id=${item.id}&layer=${layer.id}`;
  return html`<h3><a href="${link}">${layer.id} ${layer.name}</a> <span class="dim">${count ?? '?'} rows${(count ?? 0) > ROWS && `, the first ${ROWS}`}</span></h3>
<p class="note">${layerFacts(layer)}</p>${rowTable(layer, rows ?? [], null)}`;
}

/** What a layer is, in one line. */
export function layerFacts(layer: PageLayer): string {
  const relations = (layer.relationships ?? []).map(
    (one) =>
      `${one.name} (${one.role === 'esriRelRoleOrigin' ? 'to' : 'from'} ${one.relatedTableId}, ${one.cardinality.replace('esriRelCardinality', '')})`,
  );
  return [
    layer.geometryType?.replace('esriGeometry', '') ?? layer.type,
    layer.isView === true ? 'view' : '',
    `${layer.fields.length} fields`,
    layer.hasAttachments === true ? 'attachments' : '',
    relations.length > 0 ? `relationships: ${relations.join(', ')}` : '',
  ]
    .filter((text) => text !== '')
    .join(' · ');
}
