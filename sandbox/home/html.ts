import { escapeHtml } from '../http/escape-html.js';

/** Markup that is complete and safe: what was text has been escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | null | undefined | false | Part[];

/** Template for markup: values are escaped, other markup is put in as it is, lists are joined, nothing becomes nothing. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  return new Html(
    strings.map((text, index) => text + (index < values.length ? markupOf(values[index]) : '')).join(''),
  );
}

function markupOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (Array.isArray(part)) return part.map(markupOf).join('');
  return part instanceof Html ? part.text : escapeHtml(part);
}
