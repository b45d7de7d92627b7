import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CopyResult } from './copy-settings.js';

/**
 * A result as a run keeps it, in a tenth of the space: a run has thousands, hardly any of which is asked for twice. A result is plain JSON, and its
 * parts (the item as it is now, every check with what was compared) repeat each other.
 */
export class FoldedResult {
  private readonly text: string;

  constructor(result: CopyResult) {
    // One byte a character; a Buffer of its own would take more beside its content.
    this.text = deflateRawSync(JSON.stringify(result)).toString('latin1');
  }

  unfold(): CopyResult {
    return JSON.parse(inflateRawSync(Buffer.from(this.text, 'latin1')).toString()) as CopyResult;
  }
}
