import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A zip of files, by the paths that they have in it. */
export async function zipFiles(files: { name: string; path: string }[]): Promise<Buffer> {
  const archive = new ZipFile();
  for (const { name, path } of files) archive.addFile(path, name);
  archive.end();
  return buffer(archive.outputStream);
}
