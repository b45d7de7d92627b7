/**
 * A part of a text: a URL, a URL in percent-encoding (as inside another URL's query), or what is between
 * them.
 */
interface TextToken {
  kind: 'url' | 'encoded-url' | 'text';
  start: number;
  end: number;
}

/** Where a URL or an encoded URL begins inside another one, that one ends. */
const NESTED = 'https?://|https?%(?:25)*3A';
const URL_CHARACTER = `(?!${NESTED})[^\\s"'<>\`\\\\{}|^]`;
const TOKEN = new RegExp(
  `(https?%(?:25)*3A(?:%(?:25)*2F){2}[\\w%.~:/!$()*,;-]+)|((?:https?:|wss?:|(?<![\\w:/]))//(?=[\\w-])(?:${URL_CHARACTER})+)`,
  'gi',
);

/** What ends a sentence or a bracket around a URL and is not part of it. */
const TRAILING = /[).,;:!\]]+$/;

/** Cuts a text into URLs and the text between them. The tokens cover the text without gaps. */
export function tokensOf(text: string): TextToken[] {
  const tokens: TextToken[] = [];
  let end = 0;
  for (const match of text.includes('//') || text.includes('%') ? text.matchAll(TOKEN) : []) {
    const kind = match[1] === undefined ? 'url' : 'encoded-url';
    const url = match[0].replace(TRAILING, '');
    if (match.index > end) {
      tokens.push({ kind: 'text', start: end, end: match.index });
    }
    end = match.index + url.length;
    tokens.push({ kind, start: match.index, end });
  }
  if (end < text.length) {
    tokens.push({ kind: 'text', start: end, end: text.length });
  }
  return tokens;
}
