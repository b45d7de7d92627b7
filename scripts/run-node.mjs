import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs a Node program of this repository and resolves with its exit code. No shell, so that it is the same on every operating system.
 * Its standard output goes where ours goes, or to standard error, so that a program which prints a result keeps standard output clean.
 */
export function runNode(file, args = [], { stdout = 'inherit', env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      env,
      stdio: ['inherit', stdout === 'stderr' ? process.stderr : stdout, 'inherit'],
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}
