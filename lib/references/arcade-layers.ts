import { type ArcadeToken, arcadeTokens } from './arcade-tokens.js';
import type { TextEdit } from './text-edit.js';

/**
 * The layer numbers that an Arcade expression gives to `FeatureSetByPortalItem(portal, item, layer, …)`, as
 * edits to the numbers in the target. The item id is a string literal, or a variable that is given one once;
 * anything that is computed is left alone.
 * @param layersOf layer ids of an item's service in the source → in the target, undefined if not known
 */
export function arcadeLayerEdits(
  script: string,
  layersOf: (itemId: string) => Record<string, string> | undefined,
): TextEdit[] {
  const tokens = arcadeTokens(script).filter(({ kind }) => kind !== 'comment');
  const literals = literalsOf(tokens);
  return tokens.flatMap((token, at) => {
    if (token.text.toLowerCase() !== 'featuresetbyportalitem' || tokens[at + 1]?.text !== '(') {
      return [];
    }
    const [, item, layer] = argumentsFrom(tokens, at + 2);
    const [id, number] = [item?.[0], layer?.[0]];
    if (item?.length !== 1 || layer?.length !== 1 || id === undefined || number?.kind !== 'number') {
      return [];
    }
    const itemId = id.kind === 'string' ? id.text : literals.get(id.text);
    const target = itemId === undefined ? undefined : layersOf(itemId)?.[number.text];
    return target === undefined || target === number.text
      ? []
      : [{ start: number.start, end: number.end, text: target }];
  });
}

/** Tokens of each argument of a call, from behind its opening bracket. */
export function argumentsFrom(tokens: readonly ArcadeToken[], from: number): ArcadeToken[][] {
  const found: ArcadeToken[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(from)) {
    if (token.kind === 'sign' && depth === 0 && token.text === ')') {
      break;
    }
    if (token.kind === 'sign' && depth === 0 && token.text === ',') {
      found.push([]);
      continue;
    }
    if (token.kind === 'sign' && '([{'.includes(token.text)) {
      depth++;
    } else if (token.kind === 'sign' && ')]}'.includes(token.text)) {
      depth--;
    }
    found.at(-1)?.push(token);
  }
  return found;
}

/** Variables that are given a string literal and nothing else: `var id = '…'`. */
export function literalsOf(tokens: readonly ArcadeToken[]): Map<string, string> {
  const values = new Map<string, Set<string | null>>();
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    if (token.kind === 'identifier' && next?.text === '=' && tokens[at + 2]?.text !== '=') {
      const value = tokens[at + 2];
      const isLast = !/^[+\-*/.[(?]$/.test(tokens[at + 3]?.text ?? '');
      const seen = values.get(token.text) ?? new Set();
      values.set(token.text, seen.add(value?.kind === 'string' && isLast ? value.text : null));
    }
  });
  const literals = new Map<string, string>();
  for (const [name, [value, ...others]] of values) {
    if (typeof value === 'string' && others.length === 0) {
      literals.set(name, value);
    }
  }
  return literals;
}
