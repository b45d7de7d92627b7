/** The first place where a text is not well-formed XML. Lines and columns count from 1. */
export interface XmlError {
  line: number;
  column: number;
  message: string;
}

const NAME = '[A-Za-z_:\\u0080-\\uffff][\\w:.\\-\\u0080-\\uffff]*';
const TOKEN = new RegExp(
  `<!--[\\s\\S]*?-->|<!\\[CDATA\\[[\\s\\S]*?\\]\\]>|<\\?[\\s\\S]*?\\?>|<!DOCTYPE[^>\\[]*(?:\\[[\\s\\S]*?\\])?[^>]*>|` +
    `<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^<"]*"|'[^<']*'))*)\\s*(/?)>|[<&][^<&]?`,
  'g',
);
const ENTITY = /^&(?:[A-Za-z][\w.-]*|#\d+|#x[\dA-Fa-f]+);/;

/**
 * Where a text is not well-formed XML: a tag that is not closed, or closed by another one, a sign that has to be escaped. Null for
 * well-formed text. What the document means is not looked at.
 */
export function xmlError(text: string): XmlError | null {
  const open: { name: string; at: number }[] = [];
  let roots = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, slash, name, , closed] = match;
    const at = match.index;
    if (name === undefined) {
      if (token.startsWith('&') && !ENTITY.test(text.slice(at, at + 40)))
        return place(text, at, 'a bare "&"');
      if (/^<[^!?]?$/.test(token)) return place(text, at, 'a "<" that begins no tag');
      continue;
    }
    if (slash) {
      const last = open.pop();
      if (last?.name !== name) {
        return place(
          text,
          at,
          last ? `</${name}> where </${last.name}> has to be` : `</${name}> without <${name}>`,
        );
      }
    } else {
      if (open.length === 0) roots += 1;
      if (!closed) open.push({ name, at });
    }
  }
  const last = open.at(-1);
  if (last) return place(text, last.at, `<${last.name}> is never closed`);
  return roots === 1 ? null : place(text, 0, roots === 0 ? 'no element' : 'more than one outer element');
}

function place(text: string, at: number, message: string): XmlError {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, message };
}
