import { applyEdits } from './text-edit.js';

/**
 * A token of an Arcade expression. Of a string, `start` and `end` are those of the text between the quotes.
 */
export interface ArcadeToken {
  kind: 'string' | 'identifier' | 'number' | 'comment' | 'sign';
  start: number;
  end: number;
  text: string;
}

const TOKEN =
  /((?<!:)\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$))|(["'`])((?:[^\\]|\\(?:[\s\S]|$))*?)(?:\2|$)|([A-Za-z_$][\w$]*)|(\d[\w.]*)|\S/g;

/**
 * The tokens of an Arcade expression, comments among them (`//` behind a colon is that of a URL: what is kept
 * under the keys of expressions is not always one). Template literals are strings, whatever is inside.
 */
export function arcadeTokens(script: string): ArcadeToken[] {
  return [...script.matchAll(TOKEN)].map(
    ({ index, 0: text, 1: comment, 2: quote, 3: body = '', 4: name, 5: number }) => {
      if (quote !== undefined) {
        return { kind: 'string', start: index + 1, end: index + 1 + body.length, text: body };
      }
      const kind =
        comment !== undefined
          ? 'comment'
          : name !== undefined
            ? 'identifier'
            : number !== undefined
              ? 'number'
              : 'sign';
      return { kind, start: index, end: index + text.length, text };
    },
  );
}

/** The expression with its comments blanked, so that nothing in them counts as used. */
export function withoutComments(script: string): string {
  const comments = arcadeTokens(script).filter(({ kind }) => kind === 'comment');
  return applyEdits(
    script,
    comments.map(({ start, end }) => ({ start, end, text: ' '.repeat(end - start) })),
  );
}
