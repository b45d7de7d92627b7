import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../sandbox/store/database.js';
import { jsonColumns, valuesOf } from '../../sandbox/store/json-columns.js';

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

  it('gives the values of a row as JSON just as they are, however many there are', () => {
    const database = openDatabase(path.join(folder, 'json.db'));
    const values = [1 / 3, 5, -1e-300, 2 ** 53 - 1, 'a "b" \\ \n \u{1F600}', '', null];
    const marks = Array.from({ length: 1000 }, (_, index) => `?${(index % values.length) + 1}`);
    const row = database.get(`SELECT ${jsonColumns(marks)}`, values);
    assert.ok(row);
    assert.deepEqual(
      valuesOf(row),
      marks.map((_, index) => values[index % values.length]),
    );
    database.close();
  });
});
