import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { root } from './run-node.mjs';

await ensureInstalled();
if (!(await build())) process.exit(1);
createRequire(import.meta.url)(path.join(root, 'dist', 'sandbox', 'cli.js'));
