import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { root, runNode } from './run-node.mjs';

/** `npm run bench -- rows`: one bench of test/bench, which prints ratios and whether each goal holds. Further arguments are the bench's own. */
const [name = '', ...args] = process.argv.slice(2);
const source = path.join(root, 'test', 'bench', `${name}.ts`);
if (!/^[a-z-]+$/.test(name) || !existsSync(source)) {
  const files = await readdir(path.join(root, 'test', 'bench'));
  const names = files.filter((file) => file.endsWith('.ts')).map((file) => file.replace(/\.ts$/, ''));
  console.error(`Name a bench: ${names.join(', ')}. For example: npm run bench -- ${names[0]}`);
  process.exit(2);
}
await ensureInstalled();
if (!(await build())) process.exit(1);
process.exit(await runNode(path.join(root, 'dist', 'test', 'bench', `${name}.js`), args));
