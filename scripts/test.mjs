import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { root, runNode } from './run-node.mjs';

await ensureInstalled();
if (!(await build())) process.exit(1);

// "npm test" runs everything but the suite that needs a browser, "npm test -- --browser" that one; other arguments are mocha's.
// Each file starts portals of its own, so files run side by side, on all cores but one.
const args = process.argv.slice(2);
const browser = args.includes('--browser');
const suite = browser
  ? ['dist/test/browser/**/*.test.js']
  : ['dist/test/**/*.test.js', '--ignore', 'dist/test/browser/**', '--parallel'];
const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
process.exitCode = await runNode(mocha, [...suite, ...args.filter((argument) => argument !== '--browser')]);
