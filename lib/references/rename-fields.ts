import { arcadeTokens } from './arcade-tokens.js';
import { applyEdits, type TextEdit } from './text-edit.js';

/** Old name in lower case → new name. Field names are compared without case. */
export type FieldNames = ReadonlyMap<string, string>;

/** Names of fields by their old names, as a service mapping gives them. */
export function fieldNames(fields: Record<string, string>): FieldNames {
  return new Map(Object.entries(fields).map(([from, to]) => [from.toLowerCase(), to]));
}

/** Names of the fields of a related layer, by which what lists related rows sorts them: those that are called `relationships/<id>/<field>`. */
export function relatedNames(id: number, names: ReadonlyMap<string, string>): Map<string, string> {
  const before = `relationships/${id}/`;
  return new Map(
    [...names].flatMap(([from, to]): [string, string][] =>
      from.startsWith(before) ? [[from.slice(before.length), to.slice(before.length)]] : [],
    ),
  );
}

/** A where clause with its columns renamed. Text in quotes, functions and keywords that are no field stay, and variables of Arcade (`@name`). */
export function renameInSql(sql: string, names: FieldNames): string {
  return sql.replace(
    /'(?:[^']|'')*'|(?<![@\w$#])([A-Za-z_][\w$#]*)/g,
    (text: string, name: string | undefined) =>
      name === undefined ? text : (names.get(name.toLowerCase()) ?? text),
  );
}

/** Text with `{FIELD}`, `{relationships/0/FIELD}`, `{FIELD:format}` or, in old labels, `[FIELD]`. */
export function renameInTemplate(text: string, names: FieldNames): string {
  return text.replace(/([{[])([^{}[\]:\s]+)(?=[}\]:])/g, (all, bracket: string, name: string) => {
    const to = names.get(name.toLowerCase());
    return to === undefined ? all : bracket + to;
  });
}

const FEATURE = /^\$(?:feature|originalfeature|datapoint)$/i;

/**
 * An Arcade expression with the fields of its feature renamed: `$feature.NAME`, `$feature['NAME']`,
 * `Expects($feature, 'NAME')`. Those of other feature sets are another function's business.
 */
export function renameInArcade(script: string, names: FieldNames): string {
  const tokens = arcadeTokens(script).filter(({ kind }) => kind !== 'comment');
  const edits: TextEdit[] = [];
  let expects = false;
  tokens.forEach((token, at) => {
    const [before, beforeThat] = [tokens[at - 1]?.text, tokens[at - 2]?.text ?? ''];
    if (token.text.toLowerCase() === 'expects') {
      expects = FEATURE.test(tokens[at + 2]?.text ?? '');
    } else if (token.text === ')') {
      expects = false;
    }
    const isMember =
      (token.kind === 'identifier' && before === '.') || (token.kind === 'string' && before === '[');
    const isField = (isMember && FEATURE.test(beforeThat)) || (token.kind === 'string' && expects);
    const to = isField ? names.get(token.text.toLowerCase()) : undefined;
    if (to !== undefined) {
      edits.push({ start: token.start, end: token.end, text: to });
    }
  });
  return applyEdits(script, edits);
}
