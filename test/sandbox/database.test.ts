import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../sandbox/store/database.js';

describe('the database of the local portals', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sandbox-database-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('goes on working with a statement that a constraint refused once', () => {
    const database = openDatabase(path.join(folder, 'one.db'));
    database.exec('CREATE TABLE thing (name TEXT UNIQUE)');
    const insert = 'INSERT INTO thing VALUES (?)';
    database.run(insert, ['a']);
    assert.throws(() => database.run(insert, ['a']), /UNIQUE/);
    database.run(insert, ['b']);
    assert.deepEqual(database.all('SELECT name FROM thing ORDER BY name'), [{ name: 'a' }, { name: 'b' }]);
    assert.throws(() => database.run(insert, ['b']), /UNIQUE/);
    database.close();
  });
});
