import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { putTables } from '../../scripts/tables/put-tables.js';
import { readmeTables, sandboxTables } from '../../scripts/tables/readme-tables.js';

describe('the tables of the READMEs', () => {
  it('say what the code says (else run: node scripts/readme.mjs)', async () => {
    const readme = await readFile('README.md', 'utf8');
    assert.equal(putTables(readme, readmeTables()), readme);
    const sandbox = await readFile('sandbox/README.md', 'utf8');
    assert.equal(putTables(sandbox, sandboxTables()), sandbox);
  });

  it('are put between marks, which must be there', () => {
    const tables = [{ name: 'x', text: 'new' }];
    assert.equal(
      putTables('a\n<!-- x -->\nold\n<!-- /x -->\nb', tables),
      'a\n<!-- x -->\nnew\n<!-- /x -->\nb',
    );
    assert.throws(() => putTables('a', tables), /lacks <!-- x -->/);
  });
});
