import { type Html, html } from './html.js';
import { minute } from './minute.js';
import type { PageAttachment, PageField, PageLayer } from './service-layers.js';

/** The attachments of a table's rows, and where their bytes are. */
interface RowAttachments {
  of(objectId: number): PageAttachment[];
  address(objectId: number, attachment: number): string;
}

/** Rows of a layer, with codes and dates as people read them. */
export function rowTable(
  layer: PageLayer,
  rows: Record<string, unknown>[],
  attachments: RowAttachments | null,
): Html {
  const head = layer.fields.map(
    (field) =>
      html`<th scope="col" class="${isNumber(field) && 'number'}" title="${field.name}">${field.alias || field.name}</th>`,
  );
  const body = rows.map((row) => {
    const cells = layer.fields.map((field) => cell(field, row[field.name]));
    return html`<tr>${attachments && attached(attachments, Number(row[layer.objectIdField]))}${cells}</tr>`;
  });
  const empty = html`<tr><td colspan="${layer.fields.length}" class="dim">No rows.</td></tr>`;
  return html`<div class="scroll" role="region" aria-label="${`Rows of ${layer.name}`}" tabindex="0"><table class="cells"><thead><tr>${attachments && html`<th scope="col">Attachments</th>`}${head}</tr></thead>
<tbody>${rows.length > 0 ? body : empty}</tbody></table></div>`;
}

function cell(field: PageField, value: unknown): Html {
  if (value === null || value === undefined) return html`<td></td>`;
  const code = field.domain?.codedValues?.find((one) => one.code === value);
  if (code) return html`<td title="${String(value)}">${code.name}</td>`;
  if (field.type === 'esriFieldTypeDate' && typeof value === 'number') {
    return html`<td title="${value}">${minute(value)}</td>`;
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return isNumber(field) ? html`<td class="number">${text}</td>` : html`<td title="${text}">${text}</td>`;
}

function isNumber({ type, domain }: PageField): boolean {
  return !domain?.codedValues && /Integer|Double|Single|OID/.test(type);
}

function attached({ of, address }: RowAttachments, objectId: number): Html {
  const links = of(objectId).map(({ id, name, size }, index) => [
    index > 0 && ', ',
    html`<a href="${address(objectId, id)}" title="${size} bytes">${name}</a>`,
  ]);
  return html`<td>${links}</td>`;
}
