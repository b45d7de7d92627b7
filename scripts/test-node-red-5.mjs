import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { npmProgram } from './npm-program.mjs';
import { root, runNode } from './run-node.mjs';

/**
 * The suites that start a Node-RED of their own, once more with Node-RED 5 on Node.js 24. Both are installed into a folder of their own: the
 * `node` that npm would put into node_modules/.bin of the repository would take the place of the one that runs everything else.
 */
const folder = path.join(root, 'node_modules', '.cache', 'node-red-5');
const node = path.join(
  folder,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

await ensureInstalled();
if (!(await build())) process.exit(1);
if (!existsSync(node)) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const packages = ['node@24', 'node-red@5'];
  await runNode(npmProgram(), ['install', '--prefix', folder, '--no-audit', '--no-fund', ...packages]);
}

process.env.TEST_NODE_RED = folder;
process.env.TEST_NODE = node;
const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
process.exitCode = await runNode(mocha, [
  'dist/test/{e2e,real,examples}/**/*.test.js',
  ...process.argv.slice(2),
]);
