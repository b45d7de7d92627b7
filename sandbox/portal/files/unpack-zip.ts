import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import * as yauzl from 'yauzl';
import { PortalError } from '../../http/answers.js';

const openZip = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);

/** The files of a zip by their paths in it, but for `ignored`; folders have no entry. @throws PortalError if it is no zip. */
export async function unpackZip(path: string, ignored?: string): Promise<[string, Buffer][]> {
  const zip = await openZip(path, { lazyEntries: true }).catch(() => {
    throw new PortalError(400, 'The file is not a valid zip archive.');
  });
  const read = promisify(zip.openReadStream.bind(zip) as unknown as OpenEntry);
  const files: [string, Buffer][] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(files));
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entry.fileName.endsWith('/') || entry.fileName === ignored) {
        zip.readEntry();
        return;
      }
      read(entry)
        .then((stream) => buffer(stream))
        .then((bytes) => {
          files.push([entry.fileName, bytes]);
          zip.readEntry();
        }, reject);
    });
    zip.readEntry();
  });
}

type OpenEntry = (
  entry: yauzl.Entry,
  done: (error: Error | null, stream: NodeJS.ReadableStream) => void,
) => void;
