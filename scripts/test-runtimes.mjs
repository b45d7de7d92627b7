import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { npmProgram } from './npm-program.mjs';
import { root, runNode } from './run-node.mjs';

/**
 * The suites that start a Node-RED of their own, once more on the other runtimes this package works on. Each is installed into a folder of
 * its own: the `node` that npm would put into node_modules/.bin of the repository would take the place of the one that runs everything else.
 */
const RUNTIMES = [
  { name: 'node-red-4-node-22', packages: ['node@22', 'node-red@4'] },
  { name: 'node-red-5-node-24', packages: ['node@24', 'node-red@5'] },
];

await ensureInstalled();
if (!(await build())) process.exit(1);
const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
for (const { name, packages } of RUNTIMES) {
  const folder = path.join(root, 'node_modules', '.cache', name);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = path.join(folder, 'node_modules', 'node', 'bin', program);
  if (!existsSync(node)) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
    await runNode(npmProgram(), ['install', '--prefix', folder, '--no-audit', '--no-fund', ...packages]);
  }
  console.log(`\n${packages.join(', ')}`);
  const code = await runNode(
    mocha,
    ['dist/test/{e2e,real,examples}/**/*.test.js', ...process.argv.slice(2)],
    {
      env: { ...process.env, TEST_NODE_RED: folder, TEST_NODE: node },
    },
  );
  if (code !== 0) process.exitCode = 1;
}
