import { type Html, html } from './html.js';

/** The way through a list that is shown in parts. `address` gives the page that begins at an index. */
export function pages(
  part: { start: number; size: number; total: number },
  address: (start: number) => string,
): Html {
  const { start, size, total } = part;
  if (total <= size && start === 0) return html``;
  const last = Math.min(start + size, total);
  return html`<nav class="pages" aria-label="Pages">${start > 0 && html`<a class="button" rel="prev" href="${address(Math.max(0, start - size))}">Previous</a>`}
<span>${total === 0 ? 0 : start + 1} to ${last} of ${total}</span>
${last < total && html`<a class="button" rel="next" href="${address(last)}">Next</a>`}</nav>`;
}

/** Index of the first one to show, from the address of a page. */
export function startOf(text: string | undefined): number {
  const start = Number(text ?? 0);
  return Number.isInteger(start) && start > 0 ? start : 0;
}
