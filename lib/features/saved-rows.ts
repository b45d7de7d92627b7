import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { asDiskFull } from '../transfer/disk-full.js';
import type { Row } from './definition.js';

/** Folders of saved rows in the system's folder for temporary files begin so. */
export const SAVED_ROWS = 'portal-copy-rows-';
/** Says in such a folder, once all rows are in it, whose they are. */
export const LABEL = 'rows.json';
const FILE = 'rows.ndjson.gz';

/** Folders that this process is working with. */
const inUse = new Set<string>();

/** Whether saved rows are needed by work that goes on in this process. */
export function isInUse(folder: string): boolean {
  return inUse.has(folder);
}

/** Rows of a layer on this machine's disk, in the order of their ObjectIDs. They may be the only ones left of it, so nothing but `remove` deletes them. */
export class SavedRows {
  private constructor(
    private readonly folder: string,
    readonly path: string,
    /** How many. */
    readonly rows: number,
  ) {}

  /** Writes the rows of the layer `url`, as they come page by page, into a packed file of a folder of its own. Throws ARCGIS_QUOTA if the disk is full. */
  static async save(url: string, pages: AsyncIterable<Row[]>): Promise<SavedRows> {
    const folder = await mkdtemp(join(tmpdir(), SAVED_ROWS));
    inUse.add(folder);
    const path = join(folder, FILE);
    let rows = 0;
    async function* lines(): AsyncGenerator<string> {
      for await (const page of pages) {
        rows += page.length;
        yield page.map((row) => `${JSON.stringify(row)}\n`).join('');
      }
    }
    try {
      await pipeline(Readable.from(lines()), createGzip({ level: 1 }), createWriteStream(path));
      await writeFile(join(folder, LABEL), JSON.stringify({ layer: url, rows, file: path }));
      return new SavedRows(folder, path, rows);
    } catch (error) {
      inUse.delete(folder);
      await rm(folder, { recursive: true, force: true });
      throw asDiskFull(error, path) ?? error;
    }
  }

  /** The rows again, one by one. */
  async *read(): AsyncGenerator<Row> {
    const lines = createInterface({
      input: createReadStream(this.path).pipe(createGunzip()),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    for await (const line of lines) yield JSON.parse(line) as Row;
  }

  /** They stay for the user, whom later runs remind of them. */
  leave(): void {
    inUse.delete(this.folder);
  }

  async remove(): Promise<void> {
    this.leave();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
