import { existsSync } from 'node:fs';
import path from 'node:path';

/** npm's own program file: the one that started us, else the one that came with this Node.js; undefined if there is none. Starting it needs no shell. */
export function npmProgram() {
  const besideNode = path.dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    path.join(besideNode, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(besideNode, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(besideNode, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ];
  return candidates.find((file) => file && path.basename(file) === 'npm-cli.js' && existsSync(file));
}
