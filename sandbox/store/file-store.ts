import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadedFile } from '../http/call.js';
import type { StoredFile } from './records.js';

/**
 * Contents of files, one file each under a random name, so that what users call them never meets a file system.
 * A content never changes: replacing means a new file first, then the record, then the removal of the old file.
 */
export class FileStore {
  readonly #folder: string;
  /** Uploads in progress; on the same disk, so that keeping one is a rename. */
  readonly uploads: string;

  constructor(dir: string) {
    this.#folder = join(dir, 'files');
    this.uploads = join(dir, 'uploads');
    mkdirSync(this.#folder, { recursive: true });
    rmSync(this.uploads, { recursive: true, force: true });
    mkdirSync(this.uploads, { recursive: true });
  }

  path(file: StoredFile): string {
    return join(this.#folder, file.key);
  }

  /** Moves an uploaded file into the store. */
  async keep(
    upload: UploadedFile,
    contentType = upload.contentType,
    name = upload.name,
  ): Promise<StoredFile> {
    const file = { key: randomUUID(), name, contentType, bytes: upload.bytes };
    await rename(upload.path, this.path(file));
    return file;
  }

  async keepBytes(content: string | Uint8Array, name: string, contentType: string): Promise<StoredFile> {
    const bytes = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
    const file = { key: randomUUID(), name, contentType, bytes };
    await writeFile(this.path(file), content);
    return file;
  }

  async copy(source: StoredFile): Promise<StoredFile> {
    const file = { ...source, key: randomUUID() };
    await copyFile(this.path(source), this.path(file));
    return file;
  }

  /** A new file that `write` fills at the path it is given. */
  async make(name: string, contentType: string, write: (path: string) => Promise<void>): Promise<StoredFile> {
    const file = { key: randomUUID(), name, contentType, bytes: 0 };
    await write(this.path(file));
    return { ...file, bytes: (await stat(this.path(file))).size };
  }

  /** A file that is being read cannot be removed on Windows; it stays until the next start. */
  remove(files: Iterable<StoredFile | null | undefined>): void {
    for (const file of files) {
      try {
        if (file) rmSync(this.path(file), { force: true });
      } catch (error) {
        if (!['EBUSY', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
  }

  /** Removes what no record names: left by a process that was killed between two steps. */
  sweep(used: Set<string>): void {
    for (const key of readdirSync(this.#folder)) {
      if (!used.has(key)) rmSync(join(this.#folder, key), { force: true });
    }
  }
}
