import type { LayerSide, PairShapes } from './compare-rows.js';
import { type Field, globalIdField, guidLiterals, objectIdField, type Row } from './definition.js';
import { fieldRole } from './field-roles.js';
import { highestObjectId, readRows } from './read-rows.js';
import { rowText } from './row-values.js';
import type { LayerPair } from './service-mapping.js';

/** Rows of a layer that are compared: so many places, spread evenly over the ObjectIDs, and so many rows after each. */
const PLACES = 20;
const ROWS_AT_A_PLACE = 25;
/** Fields by which a row without a GlobalID of its source is looked for. */
const FIELDS_ASKED = 4;

/** Rows of the source that were looked at, and words for those that the target does not have with the same values. */
export interface SampledRows {
  rows: number;
  differing: string[];
}

/**
 * Compares up to 500 rows of a layer by value, spread over the whole layer. Rows are looked for in the target by their GlobalID where it was
 * kept, else by the values of some of their fields.
 */
export async function sampleRows(
  ours: LayerSide,
  theirs: LayerSide,
  pair: LayerPair,
  shapes: PairShapes,
  signal?: AbortSignal,
): Promise<SampledRows> {
  const oid = objectIdField(pair.source);
  const highest = await highestObjectId(ours.portal, ours.url, pair.source, signal);
  const step = Math.max(ROWS_AT_A_PLACE, Math.ceil((highest + 1) / PLACES));
  const sampled: SampledRows = { rows: 0, differing: [] };
  let last = -1;
  for (let start = 0; start <= highest; start += step) {
    const where = `${oid} >= ${Math.max(start, last + 1)}`;
    const query = { url: ours.url, layer: pair.source, where, most: ROWS_AT_A_PLACE };
    const { value: rows } = await readRows(ours.portal, query, signal).next();
    if (!rows) break;
    last = Number(rows.at(-1)?.attributes[oid] ?? last);
    sampled.rows += rows.length;
    const found = await counterparts(theirs, pair, shapes, rows, signal);
    for (const row of rows) {
      const text = rowText(row, shapes.source);
      if (!found.has(text)) sampled.differing.push(`source row ${oid} ${row.attributes[oid]}`);
    }
  }
  return sampled;
}

/** Texts of the target's rows that could be those of the source. */
async function counterparts(
  theirs: LayerSide,
  pair: LayerPair,
  shapes: PairShapes,
  rows: Row[],
  signal?: AbortSignal,
): Promise<Set<string>> {
  const wheres = shapes.byGlobalId
    ? [byGlobalId(pair, rows)]
    : [...new Set(rows.map((row) => byValues(pair, row)))];
  const texts = new Set<string>();
  for (const where of wheres) {
    for await (const page of readRows(
      theirs.portal,
      { url: theirs.url, layer: pair.target, where },
      signal,
    )) {
      for (const row of page) texts.add(rowText(row, shapes.target));
    }
  }
  return texts;
}

function byGlobalId(pair: LayerPair, rows: Row[]): string {
  const ours = globalIdField(pair.source) ?? '';
  const ids = rows.flatMap(({ attributes }) => guidLiterals(String(attributes[ours])));
  return `${globalIdField(pair.target)} IN (${ids.join(',')})`;
}

/** Texts and whole numbers only: others are not written the same way by every portal. */
function byValues(pair: LayerPair, row: Row): string {
  const asked = pair.source.fields
    .filter((field) => pair.fields.has(field.name) && fieldRole(pair.source, field) === 'plain')
    .filter((field) => isAskable(field, row.attributes[field.name]))
    .slice(0, FIELDS_ASKED)
    .map((field) => condition(pair.fields.get(field.name) ?? field.name, row.attributes[field.name]));
  return asked.length > 0 ? asked.join(' AND ') : '1=1';
}

function isAskable({ type }: Field, value: unknown): boolean {
  if (!/String|Integer/.test(type)) return false;
  return value === null || typeof value === 'number' || (typeof value === 'string' && value !== '');
}

function condition(name: string, value: unknown): string {
  if (value === null) return `${name} IS NULL`;
  return typeof value === 'number'
    ? `${name} = ${value}`
    : `${name} = '${String(value).replaceAll("'", "''")}'`;
}
