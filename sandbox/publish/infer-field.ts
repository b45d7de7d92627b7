import type { FieldType } from '../services/layer-definition.js';
import { parseDate } from '../services/sql/dates.js';

/** A column of a file and the field that it becomes. */
export interface InferredField {
  /** Name in the file. */
  column: string;
  name: string;
  alias: string;
  type: FieldType;
  length?: number;
}

/** The field type that takes all values of a column. Texts of numbers and dates count as such only where `texts` says so (CSV). */
export function inferField(column: string, name: string, values: unknown[], texts: boolean): InferredField {
  const present = values.filter((value) => value !== null && value !== undefined && value !== '');
  const common = { column, name, alias: column };
  const numbers = present.every((value) => isNumber(value, texts));
  if (present.length > 0 && numbers) {
    const whole = present.every(
      (value) => Number.isInteger(Number(value)) && Math.abs(Number(value)) <= 2_147_483_647,
    );
    return { ...common, type: whole ? 'esriFieldTypeInteger' : 'esriFieldTypeDouble' };
  }
  if (texts && present.length > 0 && present.every((value) => parseDate(String(value)) !== null)) {
    return { ...common, type: 'esriFieldTypeDate' };
  }
  const longest = present.reduce<number>((max, value) => Math.max(max, textOf(value).length), 0);
  return { ...common, type: 'esriFieldTypeString', length: Math.max(256, longest) };
}

/** Field names for columns: letters, digits and underscores, no two alike, and not the ObjectID's. */
export function fieldNames(columns: string[], taken: string[]): string[] {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  return columns.map((column) => {
    const safe =
      column
        .trim()
        .replace(/[^\p{L}\p{N}_]+/gu, '_')
        .replace(/^(?=\p{N})/u, 'F') || 'Field';
    let name = safe;
    for (let i = 1; used.has(name.toLowerCase()); i += 1) name = `${safe}_${i}`;
    used.add(name.toLowerCase());
    return name;
  });
}

/** What is kept of a value in a text field. */
export function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isNumber(value: unknown, texts: boolean): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  // A leading zero is part of a code, such as a postal code.
  return (
    texts &&
    typeof value === 'string' &&
    /^\s*-?(0|[1-9]\d*)?(\.\d+)?(e[+-]?\d+)?\s*$/i.test(value) &&
    /\d/.test(value)
  );
}
