import { createWriteStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Packs the files of a folder into a zip in which they lie below `name`. */
export async function zipFolder(folder: string, name: string, to: string): Promise<void> {
  const archive = new ZipFile();
  for (const file of readdirSync(folder).sort()) archive.addFile(path.join(folder, file), `${name}${file}`);
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(to));
}
