import { deepEqual, equal } from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { digestStream } from '../../lib/transfer/digest-stream.js';
import { downloadToFile } from '../../lib/transfer/download-to-file.js';
import { Openings } from './support/opened.js';
import { rejection } from './support/rejection.js';

const ANONYMOUS = { credentials: { kind: 'anonymous' } } as const;
const CONTENT = randomBytes(300_000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const HEADERS = {
  'content-type': 'application/zip',
  'content-length': CONTENT.length,
  'content-disposition': 'attachment; filename="town.zip"',
};

describe('a download', () => {
  const open = new Openings();
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'download-'));
  });
  afterEach(async () => {
    await open.closeAll();
    await rm(dir, { recursive: true });
  });

  it('is in the file with its name, length and digest', async () => {
    const { portal } = await open.portal((_, response) => {
      response.writeHead(200, HEADERS).end(CONTENT);
      return undefined;
    }, ANONYMOUS);
    const path = join(dir, 'a.zip');
    deepEqual(await downloadToFile(portal, '/content/items/1/data', path), {
      bytes: CONTENT.length,
      sha256: SHA256,
      name: 'town.zip',
      contentType: 'application/zip',
    });
    deepEqual(await readFile(path), CONTENT);
    deepEqual(await readdir(dir), ['a.zip']);
  });

  it('starts anew when it breaks off', async () => {
    let first = true;
    const { server, portal } = await open.portal((_, response) => {
      response.writeHead(200, HEADERS);
      if (first) {
        response.write(CONTENT.subarray(0, 1000));
        setImmediate(() => response.destroy());
      } else {
        response.end(CONTENT);
      }
      first = false;
      return undefined;
    }, ANONYMOUS);
    equal((await downloadToFile(portal, '/content/items/1/data', join(dir, 'a.zip'))).sha256, SHA256);
    equal(server.seen.length, 2);
  });

  it('leaves nothing behind when it fails', async () => {
    const { portal } = await open.portal(
      () => ({
        error: { code: 400, messageCode: 'CONT_0001', message: 'Item does not exist or is inaccessible.' },
      }),
      ANONYMOUS,
    );
    const error = await rejection(downloadToFile(portal, '/content/items/1/data', join(dir, 'a.zip')));
    equal(error.code, 'ARCGIS_NOT_FOUND');
    deepEqual(await readdir(dir), []);
  });

  it('ends when it is cancelled in the middle', async () => {
    const controller = new AbortController();
    const { portal } = await open.portal((_, response) => {
      response.writeHead(200, HEADERS).write(CONTENT.subarray(0, 1000));
      setImmediate(() => controller.abort());
      return undefined;
    }, ANONYMOUS);
    const download = downloadToFile(portal, '/content/items/1/data', join(dir, 'a.zip'), {
      signal: controller.signal,
    });
    equal((await rejection(download)).code, 'ARCGIS_CANCELLED');
    deepEqual(await readdir(dir), []);
  });

  it('says so when the file cannot be written', async () => {
    const { portal } = await open.portal((_, response) => {
      response.writeHead(200, HEADERS).end(CONTENT);
      return undefined;
    }, ANONYMOUS);
    const error = await rejection(
      downloadToFile(portal, '/content/items/1/data', join(dir, 'missing', 'a.zip')),
    );
    equal(error.code, 'ARCGIS_UNEXPECTED');
    equal(error.message.includes('missing'), true);
  });
});

describe('a digest', () => {
  it('is of all pieces of a stream', async () => {
    const pieces = [CONTENT.subarray(0, 10), CONTENT.subarray(10)];
    deepEqual(await digestStream(Readable.from(pieces)), { bytes: CONTENT.length, sha256: SHA256 });
  });
});
