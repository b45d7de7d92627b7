import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { root, runNode } from './run-node.mjs';

await ensureInstalled();

const installed = (...parts) => path.join(root, 'node_modules', ...parts);

/** Everything that can be judged without running the nodes. */
const steps = {
  'types (runtime and editor)': build,
  'lint and format': async () =>
    (await runNode(installed('@biomejs', 'biome', 'bin', 'biome'), ['check', '--error-on-warnings', '.'])) ===
    0,
  'unused files, exports and dependencies': async () =>
    (await runNode(installed('knip', 'bin', 'knip.js'))) === 0,
  'rules for Node-RED packages': async () =>
    (await runNode(installed('mocha', 'bin', 'mocha.js'), [
      '--reporter',
      'dot',
      'dist/test/package/**/*.test.js',
    ])) === 0,
};

const failed = [];
for (const [title, step] of Object.entries(steps)) {
  console.log(`\n--- ${title}`);
  if (!(await step())) failed.push(title);
}
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
