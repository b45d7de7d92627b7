import type { Row } from './definition.js';

/** A row on its way into the target. */
export interface OutgoingRow {
  /** ObjectID in the source. */
  sourceId: number;
  /** GlobalID of the source row; null if it has none. */
  globalId: string | null;
  /** The row as it is sent, in JSON: a row that waits takes less memory so. */
  readonly text: string;
}

/** A row, and where it comes from. */
export interface NewRow {
  /** ObjectID in the source. */
  sourceId: number;
  /** GlobalID of the source row; null if it has none. */
  globalId: string | null;
  row: Row;
}

/** Limits of one applyEdits call: above about 10 MB and 2,000 rows portals refuse or time out. Several are in memory at once. */
const batchRows = 1500;
const batchBytes = 1_200_000;

/** Collects rows and gives them back as batches, bounded by number and by bytes. */
export class RowBatches {
  private rows: OutgoingRow[] = [];
  private bytes = 0;

  /** Returns the batch that is full before this row is added, or null. */
  add(row: OutgoingRow): OutgoingRow[] | null {
    const size = Buffer.byteLength(row.text);
    const full = this.rows.length >= batchRows || (this.rows.length > 0 && this.bytes + size > batchBytes);
    const batch = full ? this.rest() : null;
    this.rows.push(row);
    this.bytes += size;
    return batch;
  }

  /** What is left; empties the collection. */
  rest(): OutgoingRow[] {
    const rows = this.rows;
    this.rows = [];
    this.bytes = 0;
    return rows;
  }
}

/** Rows as they are sent, all in one text: many small ones that wait would keep the memory busy. */
export function packedRows(rows: readonly NewRow[]): OutgoingRow[] {
  const texts = rows.map(({ row }) => JSON.stringify(row));
  const all = texts.join('');
  let end = 0;
  return rows.map(({ sourceId, globalId }, index) => {
    const start = end;
    end += texts[index]?.length ?? 0;
    return new PackedRow(sourceId, globalId, all, start, end);
  });
}

class PackedRow implements OutgoingRow {
  constructor(
    readonly sourceId: number,
    readonly globalId: string | null,
    private readonly all: string,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get text(): string {
    return this.all.slice(this.start, this.end);
  }
}
