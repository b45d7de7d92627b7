import { escapeHtml } from '../http/escape-html.js';
import { Html } from './html.js';
import type { Where } from './references/marked-reference.js';
import { childPath } from './references/visit-strings.js';

/** Parsed JSON in lines, with the strings that hold references marked. `marks` gives by JSON path where they lead. */
export function jsonView(value: unknown, marks: ReadonlyMap<string, Where>): Html {
  return new Html(viewOf(value, '$', '', marks));
}

function viewOf(value: unknown, path: string, indent: string, marks: ReadonlyMap<string, Where>): string {
  if (typeof value !== 'object' || value === null) {
    const text = escapeHtml(JSON.stringify(value));
    const where = marks.get(path);
    return where === undefined
      ? text
      : `<mark class="${CLASSES[where]}" title="${WORDS[where]}">${text}</mark>`;
  }
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((one, index) => inner + viewOf(one, `${path}[${index}]`, inner, marks))
    : Object.entries(value).map(
        ([name, one]) =>
          `${inner}${escapeHtml(JSON.stringify(name))}: ${viewOf(one, childPath(path, name), inner, marks)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** How each place is called on the pages. */
export const WORDS: Record<Where, string> = {
  here: 'this portal',
  neighbour: 'the other portal',
  elsewhere: 'elsewhere',
  broken: 'broken',
};

/** Class of each place in the style sheet. */
export const CLASSES: Record<Where, string> = {
  here: 'here',
  neighbour: 'there',
  elsewhere: 'elsewhere',
  broken: 'broken',
};
