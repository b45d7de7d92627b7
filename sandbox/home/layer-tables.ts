import type { Call } from '../http/call.js';
import { escapeHtml } from '../http/escape-html.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';

/** Rows shown of each layer. */
const ROWS = 20;

interface LayerEntry {
  id: number;
  name: string;
}
interface QueryAnswer {
  fields?: { name: string; alias?: string }[];
  features?: { attributes: Record<string, unknown> }[];
}

/** The first rows of every layer and table of a hosted service, asked from the service itself. */
export async function layerTables(portal: PortalContext, call: Call, item: ItemRecord): Promise<string> {
  if (item.service === null || item.url === null) return '';
  const root = portal.addresses.toClient(item.url, false) ?? '';
  // A token of the owner: the page has no user of its own.
  const { token } = portal.tokens.issue(item.owner, 'server', 1, null);
  const ask = async <T>(path: string, params: Record<string, string>): Promise<T | undefined> => {
    try {
      const body = new URLSearchParams({ f: 'json', token, ...params });
      const answer = await fetch(`${root}${path}`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(5000),
      });
      return (await answer.json()) as T;
    } catch {
      return undefined;
    }
  };
  const service = await ask<{ layers?: LayerEntry[]; tables?: LayerEntry[] }>('', {});
  const parts: string[] = [];
  for (const layer of [...(service?.layers ?? []), ...(service?.tables ?? [])]) {
    const everything = {
      where: '1=1',
      outFields: '*',
      returnGeometry: 'false',
      resultRecordCount: String(ROWS),
    };
    const [rows, total] = await Promise.all([
      ask<QueryAnswer>(`/${layer.id}/query`, everything),
      ask<{ count?: number }>(`/${layer.id}/query`, { where: '1=1', returnCountOnly: 'true' }),
    ]);
    parts.push(table(layer, rows, total?.count));
  }
  const address = call.secure ? portal.addresses.toClient(item.url, true) : item.url;
  return `<h2>Layers</h2><p class="dim">${escapeHtml(address)}</p>${parts.join('')}`;
}

function table(layer: LayerEntry, answer: QueryAnswer | undefined, count: number | undefined): string {
  const fields = answer?.fields ?? [];
  const head = fields.map((field) => `<th>${escapeHtml(field.alias ?? field.name)}</th>`).join('');
  const rows = (answer?.features ?? []).map(
    ({ attributes }) =>
      `<tr>${fields.map((field) => `<td>${escapeHtml(attributes[field.name])}</td>`).join('')}</tr>`,
  );
  return (
    `<h2>${escapeHtml(`${layer.id} ${layer.name}`)} <span class="dim">${count ?? '?'} rows, the first ${rows.length}</span></h2>` +
    `<div class="scroll"><table class="cells"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  );
}
