import { randomUUID } from 'node:crypto';
import type { UploadedFile } from '../http/call.js';
import type { AttachmentFiles } from './attachment-files.js';
import { ValueError } from './field-values.js';

/** A file that waits for its use. */
interface Upload {
  file: string;
  size: number;
  name: string;
  content_type: string;
}

/** Files of `uploads/upload` that wait for the edit that names them. They do not survive a restart. */
export class Uploads {
  readonly #files: AttachmentFiles;
  readonly #waiting = new Map<string, Upload>();

  constructor(files: AttachmentFiles) {
    this.#files = files;
  }

  /** Takes over an uploaded file and gives its id. */
  add(uploaded: UploadedFile): string {
    const id = `i${randomUUID()}`;
    const { path, name, bytes, contentType } = uploaded;
    this.#waiting.set(id, { file: this.#files.adopt(path), size: bytes, name, content_type: contentType });
    return id;
  }

  /** The stored file of an upload, once. Throws ValueError for an unknown id. */
  take(id: string): Upload {
    const upload = this.#waiting.get(id);
    if (!upload) throw new ValueError(`Upload ${id} does not exist.`);
    this.#waiting.delete(id);
    return upload;
  }
}
