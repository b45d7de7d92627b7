import { buffer } from 'node:stream/consumers';
import { type Entry, open, type ZipFile } from 'yauzl';

/** The files of a zip package that stays on disk. Names are those of the archive, with slashes. */
export class PackageFile {
  readonly #zip: ZipFile;
  readonly #entries: Map<string, Entry>;

  private constructor(zip: ZipFile, entries: Map<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Throws Error for a file that is no zip archive. */
  static async open(path: string): Promise<PackageFile> {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      open(path, { lazyEntries: true, autoClose: false }, (error, file) =>
        error ? reject(error) : resolve(file),
      );
    });
    const entries = new Map<string, Entry>();
    try {
      await new Promise<void>((resolve, reject) => {
        zip.on('entry', (entry: Entry) => {
          entries.set(entry.fileName, entry);
          zip.readEntry();
        });
        zip.on('end', resolve);
        zip.on('error', reject);
        zip.readEntry();
      });
    } catch (error) {
      zip.close();
      throw error;
    }
    return new PackageFile(zip, entries);
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** The first of these files that the package has; undefined if it has none. */
  async read(...names: string[]): Promise<Buffer | undefined> {
    const entry = names.map((name) => this.#entries.get(name)).find((one) => one !== undefined);
    if (!entry) return undefined;
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) => {
        if (error) reject(error);
        else buffer(stream).then(resolve, reject);
      });
    });
  }

  close(): void {
    this.#zip.close();
  }
}
