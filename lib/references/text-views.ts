import type { TextView } from './text-edit.js';

/** A view of percent-encoded text. Only ASCII is decoded: that is all that references are made of. */
export function percentView(encoded: string): TextView {
  const lowerCase = /%[0-9][a-f]/.test(encoded);
  const view = viewOf(encoded, /%([0-7][0-9a-fA-F])/g, (match) =>
    String.fromCharCode(Number.parseInt(match[1] ?? '', 16)),
  );
  return {
    ...view,
    encode: (text) => {
      const result = encodeURIComponent(text);
      return lowerCase ? result.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()) : result;
    },
  };
}

const SHORT_ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * A view of what is between the quotes of a JSON string. Slashes stay escaped where the text escapes them.
 */
export function jsonStringView(body: string): TextView {
  const escapesSlash = body.includes('\\/');
  const view = viewOf(body, /\\(?:u([0-9a-fA-F]{4})|(.))/gs, ([, code, letter = '']) =>
    code === undefined ? (SHORT_ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
  return {
    ...view,
    encode: (text) => {
      const result = JSON.stringify(text).slice(1, -1);
      return escapesSlash ? result.replaceAll('/', '\\/') : result;
    },
  };
}

/** A view of text with slashes written as `\/`, as scripts and fragments of JSON have them. */
export function escapedSlashView(escaped: string): TextView {
  return {
    ...viewOf(escaped, /\\\//g, () => '/'),
    encode: (text) => text.replaceAll('/', '\\/'),
  };
}

function viewOf(
  source: string,
  escapes: RegExp,
  decode: (match: RegExpExecArray) => string,
): { text: string; offsets: number[] } {
  let text = '';
  const offsets: number[] = [];
  let end = 0;
  const take = (until: number): void => {
    for (let at = end; at < until; at++) {
      offsets.push(at);
    }
    text += source.slice(end, until);
  };
  for (const match of source.matchAll(escapes)) {
    take(match.index);
    offsets.push(match.index);
    text += decode(match);
    end = match.index + match[0].length;
  }
  take(source.length);
  offsets.push(source.length);
  return { text, offsets };
}
