import { type Html, html } from './html.js';
import { CLASSES, WORDS } from './json-view.js';
import type { MarkedReference, Where } from './references/marked-reference.js';

const ORDER: Where[] = ['broken', 'neighbour', 'elsewhere', 'here'];

/** Every reference of an item with where it leads: what needs a look comes first. */
export function referencesPart(references: MarkedReference[]): Html {
  if (references.length === 0) return html`<h2>References</h2><p class="dim">none</p>`;
  const sorted = ORDER.flatMap((where) => references.filter((one) => one.where === where));
  const counts = ORDER.map((where) => {
    const count = sorted.filter((one) => one.where === where).length;
    return count > 0 && html`<span class="where ${CLASSES[where]}">${count} ${WORDS[where]}</span>&ensp;`;
  });
  const rows = sorted.map(
    ({ part, path, value, where, what, link }) =>
      html`<tr><td class="where ${CLASSES[where]}">${WORDS[where]}</td><td>${link === null ? what : html`<a href="${safe(link)}" rel="noreferrer">${what}</a>`}</td>
<td class="path">${part === 'data' ? '' : `${part} `}${path}</td><td class="value">${value}</td></tr>`,
  );
  return html`<h2 id="references">References <span class="dim">${references.length}</span></h2><p>${counts}</p>
<div class="scroll"><table><thead><tr><th scope="col">Leads to</th><th scope="col">What</th><th scope="col">JSON path</th><th scope="col">As written</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A link that is followed: never a script. */
function safe(link: string): string {
  return /^https?:/i.test(link) ? link : '#';
}
