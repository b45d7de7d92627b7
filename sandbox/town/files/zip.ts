import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** The same date in every archive, so that the same content gives the same bytes. */
const packed = new Date(2025, 8, 1, 12, 0, 0);

/** A zip archive of the given files, in their order. */
export async function zip(files: Record<string, string | Buffer>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    archive.addBuffer(bytes, name, { mtime: packed, mode: 0o100644 });
  }
  archive.end();
  return await buffer(archive.outputStream);
}
