import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Contents of attachments, one file each. A file is complete before a row names it and is removed after the row is gone, so a
 * process that is killed leaves at most a file that nobody names.
 */
export class AttachmentFiles {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  path(file: string): string {
    return path.join(this.#dir, file.slice(0, 2), file);
  }

  /** Takes over an uploaded file by moving it. */
  adopt(from: string): string {
    const name = this.#newName();
    try {
      renameSync(from, this.path(name));
    } catch {
      // The upload may lie on another disk.
      copyFileSync(from, this.path(name));
    }
    return name;
  }

  write(bytes: Uint8Array): string {
    const name = this.#newName();
    writeFileSync(this.path(name), bytes);
    return name;
  }

  read(file: string): Buffer {
    return readFileSync(this.path(file));
  }

  remove(files: string[]): void {
    for (const file of files) rmSync(this.path(file), { force: true });
  }

  #newName(): string {
    const name = randomUUID().replaceAll('-', '');
    mkdirSync(path.dirname(this.path(name)), { recursive: true });
    return name;
  }
}
