import type { ReadablePortal } from '../portal/portal.js';
import { comparableGuid, globalIdField, guidLiterals, objectIdField, type Row } from './definition.js';
import { fieldRole } from './field-roles.js';
import { type Attachment, attachmentKey, readAttachments } from './read-attachments.js';
import { type RowQuery, readPages, readRows } from './read-rows.js';
import { RowFold } from './row-fold.js';
import { comparableGeometry, comparableValue, type RowShape, rowDigest, rowText } from './row-values.js';
import type { LayerPair } from './service-mapping.js';

/** One layer on one side. */
export interface LayerSide {
  portal: ReadablePortal;
  /** URL of the layer. */
  url: string;
}

export interface LayerContent {
  rows: RowFold;
  attachments: LayerAttachments;
}

interface LayerAttachments {
  count: number;
  bytes: number;
  /** The highest id; -1 if there are none. */
  newest: number;
  fold: RowFold;
  /** The few whose digests are the smallest: the same ones on both sides if the attachments are the same. */
  sample: { digest: string; url: string }[];
}

/** Buckets of the fold that are looked into when the two sides differ, and rows that are named. */
const bucketsNamed = 3;
const rowsNamed = 5;
/** Attachments of a layer whose bytes are compared. */
export const sampleSize = 10;

/** How the rows of a pair are compared: the same columns in the same order on both sides. */
export interface PairShapes {
  source: RowShape;
  target: RowShape;
  /** GlobalIDs were kept: rows can be found on the other side by it. */
  byGlobalId: boolean;
}

/** Columns of both sides; `notKept` are source fields that are left out. A field that the target lacks counts as null there. */
export function pairShapes(pair: LayerPair, notKept: ReadonlySet<string>): PairShapes {
  const compared = pair.source.fields.filter(
    (field) =>
      !['objectId', 'geometry', 'shape'].includes(fieldRole(pair.source, field)) && !notKept.has(field.name),
  );
  const columns = compared.map((field) => {
    const name = pair.fields.get(field.name) ?? '';
    const other = pair.target.fields.find((candidate) => candidate.name === name);
    // A float written into a double column, or the other way round, has the precision of a float.
    const type = other?.type === 'esriFieldTypeSingle' ? other.type : field.type;
    return { from: { name: field.name, type }, to: { name, type } };
  });
  const geometry = Boolean(pair.source.geometryType);
  const globalId = globalIdField(pair.source);
  return {
    source: { columns: columns.map((column) => column.from), geometry },
    target: { columns: columns.map((column) => column.to), geometry },
    byGlobalId: globalId !== null && !notKept.has(globalId) && pair.fields.has(globalId),
  };
}

/**
 * Reads one side once: every row (unless `rows` is false: then ids only) and the list of its attachments, each with the row that it is on: by its GlobalID
 * where that was kept, else by its values if they are read.
 */
export async function foldLayer(
  side: LayerSide,
  pair: LayerPair,
  which: 'source' | 'target',
  shapes: PairShapes,
  options: { rows: boolean; expected?: number; signal?: AbortSignal },
): Promise<LayerContent> {
  const layer = pair[which];
  const oid = objectIdField(layer);
  const global = globalIdField(layer);
  const content: LayerContent = {
    rows: new RowFold(),
    attachments: noAttachments(),
  };
  const fields = options.rows ? {} : { fields: global === null ? [oid] : [oid, global], geometry: false };
  const withAttachments = pair.source.hasAttachments === true && layer.hasAttachments === true;
  const known = shapes.byGlobalId ? global : null;
  const fold = (page: Row[]): Map<number, string | null> => {
    const parents = new Map<number, string | null>();
    for (const row of page) {
      const digest = rowDigest(rowText(row, shapes[which]));
      content.rows.add(digest);
      if (!withAttachments) continue;
      const own = options.rows ? digest.toString('base64') : null;
      const parent = known === null ? own : comparableGuid(row.attributes[known]);
      parents.set(Number(row.attributes[oid]), parent);
    }
    return parents;
  };
  const { expected = 0 } = options;
  const query: RowQuery = { url: side.url, layer, kept: 'little', expected, ...fields };
  for await (const parents of readPages(side.portal, query, fold, options.signal)) {
    if (parents.size === 0) continue;
    const found = await readAttachments(side.portal, side.url, layer, [...parents.keys()], options.signal);
    for (const [row, attachments] of found) {
      const parent = parents.get(row) ?? null;
      const url = `${side.url}/${row}/attachments`;
      for (const attachment of attachments) addAttachment(content.attachments, attachment, parent, url);
    }
  }
  return content;
}

/** To begin with. */
export function noAttachments(): LayerAttachments {
  return { count: 0, bytes: 0, newest: -1, fold: new RowFold(), sample: [] };
}

function addAttachment(
  all: LayerAttachments,
  attachment: Attachment,
  parent: string | null,
  url: string,
): void {
  const digest = rowDigest(`${parent} ${attachmentKey(attachment)}`);
  all.count += 1;
  all.bytes += attachment.size;
  all.newest = Math.max(all.newest, attachment.id);
  all.fold.add(digest);
  all.sample.push({ digest: digest.toString('hex'), url: `${url}/${attachment.id}` });
  all.sample.sort((a, b) => (a.digest < b.digest ? -1 : 1));
  all.sample.length = Math.min(all.sample.length, sampleSize);
}

/** Says of the first few rows that differ which they are and in what, for the reader of a report. */
export async function nameDifferingRows(
  source: LayerSide,
  target: LayerSide,
  pair: LayerPair,
  shapes: PairShapes,
  contents: { source: LayerContent; target: LayerContent },
  signal?: AbortSignal,
): Promise<string[]> {
  const differing = [...contents.source.rows.differing(contents.target.rows)].slice(0, bucketsNamed);
  const buckets = new Set(differing);
  const ours = await rowsInBuckets(source, pair, 'source', shapes, buckets, signal);
  const theirs = await rowsInBuckets(target, pair, 'target', shapes, buckets, signal);
  const missing = without(ours, theirs).slice(0, rowsNamed);
  const surplus = without(theirs, ours).slice(0, rowsNamed);
  const words: string[] = [];
  for (const row of missing) words.push(await describeMissing(row, target, pair, shapes, signal));
  if (missing.length === 0) {
    const oid = objectIdField(pair.target);
    words.push(...surplus.map((row) => `target row ${oid} ${row.attributes[oid]}: not in the source`));
  }
  return words;
}

async function rowsInBuckets(
  side: LayerSide,
  pair: LayerPair,
  which: 'source' | 'target',
  shapes: PairShapes,
  buckets: ReadonlySet<number>,
  signal?: AbortSignal,
): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>();
  for await (const page of readRows(side.portal, { url: side.url, layer: pair[which] }, signal)) {
    for (const row of page) {
      const text = rowText(row, shapes[which]);
      if (!buckets.has(rowDigest(text)[0] ?? -1)) continue;
      rows.set(text, [...(rows.get(text) ?? []), row]);
    }
  }
  return rows;
}

function without(rows: ReadonlyMap<string, Row[]>, others: ReadonlyMap<string, Row[]>): Row[] {
  return [...rows].flatMap(([text, same]) => same.slice(others.get(text)?.length ?? 0));
}

async function describeMissing(
  row: Row,
  target: LayerSide,
  pair: LayerPair,
  shapes: PairShapes,
  signal?: AbortSignal,
): Promise<string> {
  const oid = objectIdField(pair.source);
  const start = `source row ${oid} ${row.attributes[oid]}`;
  const field = globalIdField(pair.target);
  const id = globalIdField(pair.source);
  if (!shapes.byGlobalId || field === null || id === null) return `${start}: no row of the target is equal`;
  const value = String(row.attributes[id]);
  const query = {
    url: target.url,
    layer: pair.target,
    where: `${field} IN (${guidLiterals(value).join(',')})`,
  };
  for await (const [other] of readRows(target.portal, query, signal)) {
    if (other) return `${start} (${value}): ${columnDifferences(row, other, shapes).join(', ')}`;
  }
  return `${start} (${value}): missing`;
}

function columnDifferences(source: Row, target: Row, shapes: PairShapes): string[] {
  const words = shapes.source.columns.flatMap(({ name, type }, index) => {
    const other = shapes.target.columns[index]?.name ?? '';
    const expected = JSON.stringify(comparableValue(source.attributes[name], type));
    const actual = JSON.stringify(comparableValue(target.attributes[other], type));
    return expected === actual ? [] : [`${name} is ${short(actual)} instead of ${short(expected)}`];
  });
  const shapesDiffer =
    shapes.source.geometry &&
    JSON.stringify(comparableGeometry(source.geometry)) !==
      JSON.stringify(comparableGeometry(target.geometry));
  return shapesDiffer ? [...words, 'the shape differs'] : words;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
