import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { root } from './run-node.mjs';

// Writes the tables of the READMEs that are made from tables in the code.
await ensureInstalled();
if (!(await build())) process.exit(1);
const require = createRequire(import.meta.url);
process.chdir(root);
const { readmeTables, sandboxTables } = require(
  path.join(root, 'dist', 'scripts', 'tables', 'readme-tables.js'),
);
const { putTables } = require(path.join(root, 'dist', 'scripts', 'tables', 'put-tables.js'));
for (const [file, tables] of [
  ['README.md', readmeTables()],
  [path.join('sandbox', 'README.md'), sandboxTables()],
]) {
  await writeFile(file, putTables(await readFile(file, 'utf8'), tables));
}
