import { argumentsFrom, literalsOf } from './arcade-layers.js';
import { type ArcadeToken, arcadeTokens } from './arcade-tokens.js';
import { type FieldNames, renameInSql } from './rename-fields.js';
import type { TextEdit } from './text-edit.js';

/** Renamed fields of the layers that feature sets of an expression are made of. */
export interface ArcadeLayers {
  /** Of a layer of an item's service; undefined if nothing is known of it. */
  ofItem: (itemId: string, layer: string) => FieldNames | undefined;
  /** Of a layer of the map that the expression is in, by the id that it has there. */
  ofMapLayer: (id: string) => FieldNames | undefined;
}

/** Functions that give the rows of a feature set, or one of them, with the same fields. */
const SAME_FIELDS = /^(?:filter|orderby|top|first|intersects|contains|crosses|overlaps|touches|within)$/i;

/** Functions whose second argument names fields of their first one. */
const BY_FIELD = /^(?:orderby|sum|mean|average|min|max|stdev|variance|distinct|groupby|filter)$/i;

/**
 * The names of fields in an Arcade expression that are of feature sets, as edits to those of the target: in lists of fields, in filters, in
 * functions that name a field, and behind the rows that variables and loops stand for. What a variable stands for is known as long as it always is
 * the same layer; fields of anything that is computed otherwise are left alone.
 */
export function arcadeFieldEdits(script: string, layers: ArcadeLayers): TextEdit[] {
  if (!/featuresetby(?:portalitem|id)/i.test(script)) return [];
  return new Expression(
    arcadeTokens(script).filter(({ kind }) => kind !== 'comment'),
    layers,
  ).edits();
}

class Expression {
  readonly #literals: ReadonlyMap<string, string>;
  readonly #variables = new Map<string, FieldNames | null>();

  constructor(
    private readonly tokens: readonly ArcadeToken[],
    private readonly layers: ArcadeLayers,
  ) {
    this.#literals = literalsOf(tokens);
    this.#readVariables();
  }

  edits(): TextEdit[] {
    const found = this.tokens.flatMap((token, at) => {
      const next = this.tokens[at + 1]?.text;
      if (token.kind === 'identifier' && next === '(') return this.#inCall(token, at);
      const isMember = token.kind === 'identifier' && this.tokens[at - 1]?.text === '.';
      const isKey = token.kind === 'string' && this.tokens[at - 1]?.text === '[' && next === ']';
      const names = isMember || isKey ? this.#namesBefore(at - 1) : undefined;
      return renamed(token, names?.get(token.text.toLowerCase()));
    });
    // A call that is an argument stands before the arguments behind it.
    return found.sort((a, b) => a.start - b.start);
  }

  /** In the order of the text: a variable is given its value before it is used. */
  #readVariables(): void {
    this.tokens.forEach((token, at) => {
      if (token.kind !== 'identifier' || this.tokens[at - 1]?.text === '.') return;
      const next = this.tokens[at + 1];
      const isLoop = next?.text === 'in' && next.kind === 'identifier';
      const isGiven = next?.text === '=' && this.tokens[at + 2]?.text !== '=';
      if (!isLoop && !isGiven) return;
      const names = this.#namesOf(this.#wholeFrom(at + 2)) ?? null;
      const before = this.#variables.get(token.text);
      this.#variables.set(token.text, before === undefined || before === names ? names : null);
    });
  }

  /** A name, or a call with its arguments, if nothing is computed with it. */
  #wholeFrom(at: number): ArcadeToken[] {
    const [first, open] = [this.tokens[at], this.tokens[at + 1]];
    if (first === undefined) return [];
    if (open?.text !== '(') return /^[.[]$/.test(open?.text ?? '') ? [] : [first];
    const end = closing(this.tokens, at + 1);
    return /^[.[]$/.test(this.tokens[end + 1]?.text ?? '') ? [] : this.tokens.slice(at, end + 1);
  }

  /** Renamed fields of what an expression stands for: a variable, a feature set, or what functions make of one. */
  #namesOf(expression: readonly ArcadeToken[]): FieldNames | undefined {
    const [name, open] = expression;
    if (name?.kind !== 'identifier') return undefined;
    if (open === undefined) return this.#variables.get(name.text) ?? undefined;
    if (open.text !== '(' || closing(expression, 1) !== expression.length - 1) return undefined;
    const given = argumentsFrom(expression, 2);
    if (/^featuresetbyportalitem$/i.test(name.text)) {
      const [item, layer] = [this.#literal(given[1]), given[2]?.length === 1 ? given[2][0]?.text : undefined];
      return item === undefined ? undefined : this.layers.ofItem(item, layer ?? '0');
    }
    if (/^featuresetbyid$/i.test(name.text)) {
      const id = given[0]?.[0]?.text.toLowerCase() === '$map' ? this.#literal(given[1]) : undefined;
      return id === undefined ? undefined : this.layers.ofMapLayer(id);
    }
    if (!SAME_FIELDS.test(name.text)) return undefined;
    return this.#namesOf(given[0] ?? []) ?? this.#namesOf(given[1] ?? []);
  }

  /** The text that an argument is, or that a variable has once and for all. */
  #literal(argument: readonly ArcadeToken[] | undefined): string | undefined {
    const [token, ...others] = argument ?? [];
    if (token === undefined || others.length > 0) return undefined;
    return token.kind === 'string' ? token.text : this.#literals.get(token.text);
  }

  #inCall({ text: name }: ArcadeToken, at: number): TextEdit[] {
    const given = argumentsFrom(this.tokens, at + 2);
    if (/^featuresetby(?:portalitem|id)$/i.test(name)) {
      const names = this.#namesOf(this.tokens.slice(at, closing(this.tokens, at + 1) + 1));
      const list = given[/portalitem/i.test(name) ? 3 : 2] ?? [];
      return names === undefined ? [] : list.flatMap((token) => inList(token, names));
    }
    const names = BY_FIELD.test(name) ? this.#namesOf(given[0] ?? []) : undefined;
    const by = given[1] ?? [];
    const isPlain = by.every(({ kind, text }) =>
      kind === 'string' ? !text.includes('${') : /^[[\],]$/.test(text),
    );
    if (names === undefined || !isPlain) return [];
    return by.flatMap((token) =>
      /^filter$/i.test(name) && token.kind === 'string'
        ? renamed(token, renameInSql(token.text, names))
        : inList(token, names),
    );
  }

  /** Renamed fields of the variable or call that ends before a token. */
  #namesBefore(at: number): FieldNames | undefined {
    const end = this.tokens[at - 1];
    if (end?.kind === 'identifier') {
      return this.tokens[at - 2]?.text === '.' ? undefined : (this.#variables.get(end.text) ?? undefined);
    }
    if (end?.text !== ')') return undefined;
    const start = opening(this.tokens, at - 1);
    return this.#namesOf(this.tokens.slice(start - 1, at));
  }
}

/** `NAME`, `NAME DESC`. */
function inList(token: ArcadeToken, names: FieldNames): TextEdit[] {
  if (token.kind !== 'string') return [];
  const [name = '', ...direction] = token.text.split(' ');
  const to = names.get(name.toLowerCase());
  return renamed(token, to === undefined ? undefined : [to, ...direction].join(' '));
}

function renamed({ start, end, text }: ArcadeToken, to: string | undefined): TextEdit[] {
  return to === undefined || to === text ? [] : [{ start, end, text: to }];
}

/** Where the bracket is closed that opens at a token; the end, if it is not. */
function closing(tokens: readonly ArcadeToken[], at: number): number {
  let depth = 0;
  for (let index = at; index < tokens.length; index += 1) {
    depth += step(tokens[index]);
    if (depth === 0) return index;
  }
  return tokens.length - 1;
}

function opening(tokens: readonly ArcadeToken[], at: number): number {
  let depth = 0;
  for (let index = at; index >= 0; index -= 1) {
    depth += step(tokens[index]);
    if (depth === 0) return index;
  }
  return 0;
}

function step(token: ArcadeToken | undefined): number {
  if (token?.kind !== 'sign') return 0;
  if (/^[([{]$/.test(token.text)) return 1;
  return /^[)\]}]$/.test(token.text) ? -1 : 0;
}
