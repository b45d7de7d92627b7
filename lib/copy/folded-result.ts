import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CopyResult } from './copy-settings.js';

/** How far back compression looks. */
const WINDOW = 32 * 1024;

/** Results are alike: those that come later are told by how they differ from the first one of the process. */
let dictionary: Buffer | null = null;

/**
 * A result as a run keeps it, in a tenth of the space: a run has thousands, hardly any of which is asked for twice. A result is plain JSON, and its
 * parts (the item as it is now, every check with what was compared) repeat each other.
 */
export class FoldedResult {
  private readonly text: string;

  constructor(result: CopyResult) {
    const json = Buffer.from(JSON.stringify(result));
    dictionary ??= Buffer.from(json.subarray(-WINDOW));
    // One byte a character; a Buffer of its own would take more beside its content.
    this.text = deflateRawSync(json, { dictionary }).toString('latin1');
  }

  unfold(): CopyResult {
    const json = inflateRawSync(Buffer.from(this.text, 'latin1'), dictionary ? { dictionary } : {});
    return JSON.parse(json.toString()) as CopyResult;
  }
}
