import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { FilesOnDisk } from '../../lib/copy/geodatabases/files-on-disk.js';
import type { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { Clock } from '../../lib/portal/clock.js';

const GB = 1024 ** 3;
const { signal } = new AbortController();

/** A clock that goes on by itself only when somebody waits for it, and only if told to. */
class HandClock implements Clock {
  private at = 1_000_000;
  goesOn = false;

  now(): number {
    return this.at;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.goesOn) this.at += ms;
    await setImmediate();
    while (!this.goesOn && !signal?.aborted) await setImmediate();
  }
}

describe('the room for exported files', () => {
  let files: FilesOnDisk;
  let clock: HandClock;
  beforeEach(() => {
    files = new FilesOnDisk(async () => 20 * GB);
    clock = new HandClock();
  });

  const path = (name: string): string => join(tmpdir(), name);

  async function download(name: string, bytes: number): Promise<void> {
    await files.take({ path: path(name), bytes }, clock, signal);
    files.arrived(path(name), clock);
  }

  /** Whether the work is still not done when everything else has had its turn. */
  async function isWaiting(work: Promise<unknown>): Promise<boolean> {
    let done = false;
    void work.finally(() => {
      done = true;
    });
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    return !done;
  }

  it('is there for a few files of any size, and for many small ones', async () => {
    for (const name of ['a', 'b', 'c']) await download(name, 2 * GB);
    for (const name of ['a', 'b', 'c']) files.gone(path(name));
    for (let number = 0; number < 100; number += 1) await download(`small ${number}`, GB / 100);
  });

  it('is given to the next file only when one that is used has gone', async () => {
    for (const name of ['a', 'b', 'c']) await download(name, 2 * GB);
    let end: () => void = () => undefined;
    const used = files.use(path('a'), clock, () => new Promise<void>((resolve) => (end = resolve)));
    const next = download('d', 2 * GB);
    assert.ok(await isWaiting(next));
    end();
    await used;
    assert.ok(await isWaiting(next), 'used, but still there');
    files.gone(path('a'));
    await next;
  });

  it('is not waited for when nobody uses the files, as in a flow that only exports', async () => {
    for (const name of ['a', 'b', 'c']) await download(name, 2 * GB);
    clock.goesOn = true;
    const before = clock.now();
    await download('d', 2 * GB);
    assert.ok(clock.now() - before >= 5000);
  });

  it('is free again with the folder of a run that has ended', async () => {
    for (const name of ['a', 'b', 'c']) await download(name, 2 * GB);
    const next = download('d', 2 * GB);
    assert.ok(await isWaiting(next));
    files.goneWith(tmpdir());
    await next;
  });

  it('is said before it is taken', async () => {
    await download('a', GB);
    const said = await files.take({ path: path('b'), bytes: GB / 2 }, clock, signal);
    assert.match(said, /^512\.0 MB into .*: 1\.5 GB of exported files with it, 20\.0 GB free$/);
  });

  it('is refused, in words that help, when the disk does not have it', async () => {
    clock.goesOn = true;
    await download('a', 1);
    await assert.rejects(download('b', 30 * GB), (error: ArcGISError) => {
      assert.equal(error.code, 'ARCGIS_QUOTA');
      assert.match(error.message, /disk is full.*30\.0 GB are needed, 20\.0 GB are free/);
      return true;
    });
  });

  it('is not waited for by a run that is cancelled', async () => {
    for (const name of ['a', 'b', 'c']) await download(name, 2 * GB);
    const cancelling = new AbortController();
    const next = files.take({ path: path('d'), bytes: 2 * GB }, clock, cancelling.signal);
    assert.ok(await isWaiting(next.catch(() => undefined)));
    cancelling.abort(new Error('cancelled'));
    await assert.rejects(next, /cancelled/);
  });
});
