import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { GeodatabaseFolders, removeGeodatabase } from '../../lib/copy/geodatabases/geodatabase-folders.js';
import type { Run } from '../../lib/copy/run/run.js';
import { RunRegistry } from '../../lib/copy/run/runs.js';
import { systemClock } from '../../lib/portal/system-clock.js';

const NAME = `${'a'.repeat(32)}.gdb.zip`;

describe('the folder of exported files', () => {
  let registry: RunRegistry;
  let folders: GeodatabaseFolders;
  let run: Run;
  let parent: string;
  beforeEach(async () => {
    registry = new RunRegistry(systemClock);
    folders = new GeodatabaseFolders(registry);
    run = registry.open({ pipeline: '', dryRun: false, portal: 'https://gis.example.org/portal' }, []);
    parent = await mkdtemp(join(tmpdir(), 'chosen-'));
  });
  afterEach(async () => {
    run.cancel('the test is over');
    await rm(parent, { recursive: true, force: true });
  });

  /** As when the run is over; resolves when the folder has gone. */
  async function end(gone: string): Promise<void> {
    registry.emit('end', run);
    while (existsSync(gone)) await setImmediate();
  }

  it("is the run's own, and goes with its files when the run ends", async () => {
    const folder = await folders.of(run, '');
    assert.equal(await folders.of(run, ''), folder);
    assert.equal(dirname(folder), tmpdir());
    await writeFile(join(folder, NAME), 'x');
    await end(folder);
    assert.ok(!existsSync(folder));
  });

  it('stays while its run goes on, also when its only file has been used: the next one is on its way', async () => {
    for (const place of ['', parent]) {
      const folder = await folders.of(run, place);
      await writeFile(join(folder, NAME), 'x');
      await removeGeodatabase(join(folder, NAME));
      assert.deepEqual(await readdir(folder), []);
    }
    await end(await folders.of(run, ''));
  });

  it('stays with its files in a folder that the user chose, for another machine to use', async () => {
    const folder = await folders.of(run, parent);
    await writeFile(join(folder, NAME), 'x');
    registry.emit('end', run);
    await rm(await mkdtemp(join(tmpdir(), 'turn-')), { recursive: true });
    assert.deepEqual(await readdir(folder), [NAME]);
    await removeGeodatabase(join(folder, NAME));
    assert.deepEqual(await readdir(parent), []);
  });

  it('is the only place where files are removed, whatever path a message names', async () => {
    const foreign = join(parent, NAME);
    await writeFile(foreign, 'x');
    await removeGeodatabase(foreign);
    const folder = await folders.of(run, parent);
    await writeFile(join(folder, 'mine.txt'), 'x');
    await removeGeodatabase(join(folder, 'mine.txt'));
    assert.ok(existsSync(foreign));
    assert.ok(existsSync(join(folder, 'mine.txt')));
  });
});
