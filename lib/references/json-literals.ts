/** A string literal of a JSON text. */
export interface JsonLiteral {
  /** Where the text between the quotes begins and ends. */
  start: number;
  end: number;
  /**
   * The key that the value stands under (through arrays), or null; of a key: the key that its object stands
   * under.
   */
  key: string | null;
  isKey: boolean;
}

/** Whether a text is a JSON object or array, as documents keep them inside strings. */
export function isJsonText(text: string): boolean {
  if (!/^\s*[[{]/.test(text) || !/[\]}]\s*$/.test(text)) {
    return false;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const LEXEME = /"((?:[^"\\]|\\.)*)"|[{}[\]:,]/gs;

/** The string literals of a valid JSON text in order, keys included. */
export function jsonLiterals(text: string): JsonLiteral[] {
  const literals: JsonLiteral[] = [];
  const open: { isObject: boolean; key: string | null }[] = [];
  let expectsKey = false;
  let key: string | null = null;
  for (const match of text.matchAll(LEXEME)) {
    const container = open.at(-1);
    switch (match[0]) {
      case '{':
      case '[':
        open.push({ isObject: match[0] === '{', key });
        expectsKey = match[0] === '{';
        break;
      case '}':
      case ']':
        key = open.pop()?.key ?? null;
        expectsKey = false;
        break;
      case ',':
        expectsKey = container?.isObject === true;
        break;
      case ':':
        expectsKey = false;
        break;
      default: {
        const start = match.index + 1;
        const end = match.index + match[0].length - 1;
        literals.push({ start, end, key: expectsKey ? (container?.key ?? null) : key, isKey: expectsKey });
        if (expectsKey) {
          key = match[1] ?? '';
        }
      }
    }
  }
  return literals;
}
