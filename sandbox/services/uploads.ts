import { randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, statSync } from 'node:fs';
import type { UploadedFile } from '../http/call.js';
import type { AttachmentFiles } from './attachments/attachment-files.js';
import { ValueError } from './field-values.js';

/** A file that waits for its use. */
interface Upload {
  file: string;
  size: number;
  name: string;
  content_type: string;
}

interface Waiting {
  name: string;
  description: string;
  date: number;
  /** Complete; null while its parts come in. */
  upload: Upload | null;
  /** Stored files of the parts, by number. */
  parts: Map<number, string>;
}

/** Files of `uploads` that wait for the edit that names them: whole ones, or put together of parts. They do not survive a restart. */
export class Uploads {
  readonly #files: AttachmentFiles;
  readonly #waiting = new Map<string, Waiting>();

  constructor(files: AttachmentFiles) {
    this.#files = files;
  }

  /** Takes over an uploaded file and gives its id. */
  add(uploaded: UploadedFile, description = ''): string {
    const { path, name, bytes, contentType } = uploaded;
    const upload = { file: this.#files.adopt(path), size: bytes, name, content_type: contentType };
    return this.#keep({ name, description, date: Date.now(), upload, parts: new Map() });
  }

  /** Announces a file whose parts will come. */
  register(name: string, description = ''): string {
    return this.#keep({ name, description, date: Date.now(), upload: null, parts: new Map() });
  }

  /** Takes over a part; one of the same number is replaced. Throws ValueError. */
  addPart(id: string, part: number, uploaded: UploadedFile): void {
    const waiting = this.#open(id);
    const before = waiting.parts.get(part);
    waiting.parts.set(part, this.#files.adopt(uploaded.path));
    if (before !== undefined) this.#files.remove([before]);
  }

  parts(id: string): number[] {
    return [...this.#known(id).parts.keys()].sort((a, b) => a - b);
  }

  /** Puts the parts together in this order, by number without one. Throws ValueError for parts that are missing. */
  commit(id: string, order: number[] = []): void {
    const waiting = this.#open(id);
    const numbers = order.length > 0 ? order : this.parts(id);
    const parts = numbers.map((number) => waiting.parts.get(number));
    if (parts.length === 0 || parts.some((part) => part === undefined))
      throw new ValueError(`Upload ${id} lacks parts.`);
    const file = this.#files.write(new Uint8Array());
    const path = this.#files.path(file);
    for (const [index, part] of (parts as string[]).entries()) {
      const from = this.#files.path(part);
      if (index === 0) copyFileSync(from, path);
      else appendFileSync(path, this.#files.read(part));
    }
    this.#files.remove([...waiting.parts.values()]);
    waiting.parts.clear();
    waiting.upload = {
      file,
      size: statSync(path).size,
      name: waiting.name,
      content_type: 'application/octet-stream',
    };
  }

  /** What the resource of an upload shows. Throws ValueError for an unknown id. */
  info(id: string): Record<string, unknown> {
    const { name, description, date, upload } = this.#known(id);
    return { itemID: id, itemName: name, description, date, committed: upload !== null };
  }

  list(): Record<string, unknown>[] {
    return [...this.#waiting.keys()].map((id) => this.info(id));
  }

  remove(id: string): void {
    const { upload, parts } = this.#known(id);
    this.#files.remove([...parts.values(), ...(upload ? [upload.file] : [])]);
    this.#waiting.delete(id);
  }

  /** The stored file of an upload, once: whoever takes it removes it. Throws ValueError for an unknown or unfinished one. */
  take(id: string): Upload {
    const { upload } = this.#known(id);
    if (!upload) throw new ValueError(`Upload ${id} is not committed.`);
    this.#waiting.delete(id);
    return upload;
  }

  #keep(waiting: Waiting): string {
    const id = `i${randomUUID()}`;
    this.#waiting.set(id, waiting);
    return id;
  }

  #known(id: string): Waiting {
    const waiting = this.#waiting.get(id);
    if (!waiting) throw new ValueError(`Upload ${id} does not exist.`);
    return waiting;
  }

  #open(id: string): Waiting {
    const waiting = this.#known(id);
    if (waiting.upload) throw new ValueError(`Upload ${id} is committed.`);
    return waiting;
  }
}
