import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyPair } from '../copy-settings.js';
import { parseCsv } from './parse-csv.js';

type Columns = readonly [source: string, target: string];

/** Columns of the report's CSV, which is a table of pairs as well. A copy needs no URLs: its service is found by its item. */
const REPORT_COLUMNS: readonly Columns[] = [
  ['old id', 'new id'],
  ['old url', 'new url'],
];

/** The tables that were read last, by their text: thousands of messages come with the same one, which they share. */
const LATEST = new Map<string, readonly CopyPair[]>();
const MOST = 4;

/**
 * A table of pairs in any of its forms: CSV text (source, target, use; with a head or without; the CSV of a report, too), a list of
 * `[source, target, use]`, of `{ source, target, use }` or `{ from, to }`, or an object of targets by source. What a side may be is checked
 * later. Who only re-points references writes into none of the targets, whatever their use. Throws ARCGIS_CONFIG for what is no table.
 */
export function readPairs(table: unknown, purpose: 'copy' | 're-point'): readonly CopyPair[] {
  if (typeof table !== 'string') return read(table, purpose);
  const key = `${purpose} ${table}`;
  const pairs = LATEST.get(key) ?? read(table, purpose);
  LATEST.delete(key);
  LATEST.set(key, pairs);
  for (const oldest of [...LATEST.keys()].slice(0, -MOST)) LATEST.delete(oldest);
  return pairs;
}

function read(table: unknown, purpose: 'copy' | 're-point'): CopyPair[] {
  const pairs = fromTable(table, purpose === 'copy' ? REPORT_COLUMNS.slice(0, 1) : REPORT_COLUMNS);
  return purpose === 'copy' ? pairs : pairs.map((pair) => ({ ...pair, use: 'reference' }));
}

function fromTable(table: unknown, reportColumns: readonly Columns[]): CopyPair[] {
  if (table === null || table === undefined) return [];
  if (typeof table === 'string') return fromText(table, reportColumns);
  if (Array.isArray(table)) return table.map((row, at) => fromRow(row, at + 1));
  if (typeof table === 'object') {
    return Object.entries(table).map(([source, target], at) => pairOf([source, target], at + 1));
  }
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    'The table of pairs is none: give CSV text, a list of pairs, or an object of old and new ids or URLs.',
  );
}

function fromText(text: string, reportColumns: readonly Columns[]): CopyPair[] {
  if (/^\s*[[{]/.test(text)) return fromTable(parseJson(text), reportColumns);
  const records = parseCsv(text);
  const [head = [], ...rows] = records;
  const names = head.map((name) => name.toLowerCase());
  const places = reportColumns.map((pair) => pair.map((name) => names.indexOf(name)));
  const known = places.filter((pair) => pair.every((at) => at >= 0));
  if (known.length > 0) {
    return rows.flatMap((row) => known.flatMap(([from = -1, to = -1]) => filledIn(row[from], row[to])));
  }
  const hasHead = head.length > 1 && !head.slice(0, 2).some((field) => /^[0-9a-f]{32}$|\/\//i.test(field));
  if (!hasHead) return records.map((row, at) => pairOf(row, at + 1));
  const named = [names.indexOf('source'), names.indexOf('target')];
  const [source = 0, target = 1] = named.every((at) => at >= 0) ? named : [];
  const use = names.indexOf('use');
  return rows.map((row, at) => pairOf([row[source], row[target], row[use]], at + 2));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArcGISError('ARCGIS_CONFIG', 'The table of pairs begins as JSON, but is not valid JSON.');
  }
}

/** Report rows of what was not copied, and of items without a service, say nothing. */
function filledIn(source: string | undefined, target: string | undefined): CopyPair[] {
  return source && target && source !== target ? [{ source, target }] : [];
}

function fromRow(row: unknown, line: number): CopyPair {
  if (Array.isArray(row)) return pairOf(row, line);
  if (typeof row === 'object' && row !== null) {
    const { source, target, from, to, use } = row as Record<string, unknown>;
    return pairOf([source ?? from, target ?? to, use], line);
  }
  throw notAPair(line);
}

function pairOf([source, target, use]: readonly unknown[], line: number): CopyPair {
  if (typeof source !== 'string' || typeof target !== 'string' || !source.trim() || !target.trim())
    throw notAPair(line);
  return { source: source.trim(), target: target.trim(), ...useOf(use, line) };
}

function useOf(use: unknown, line: number): Pick<CopyPair, 'use'> {
  const word = typeof use === 'string' ? use.trim().toLowerCase() : (use ?? '');
  if (word === '') return {};
  if (word === 'update' || word === 'reference') return { use: word };
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `Line ${line} of the table of pairs has the use "${word}": give "update", "reference" or nothing.`,
  );
}

function notAPair(line: number): ArcGISError {
  return new ArcGISError(
    'ARCGIS_CONFIG',
    `Line ${line} of the table of pairs is no pair: give what is in the source, a comma, and what stands for it in the target.`,
  );
}
