import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { npmProgram } from './npm-program.mjs';
import { root, runNode } from './run-node.mjs';

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

/**
 * What of package-lock.json is not in node_modules as it says there, by path; null if nothing was ever installed. npm leaves a lock file of
 * what it installed in node_modules, which is compared entry by entry: a newer date proves nothing after a git checkout. Optional packages may
 * be missing (most are for other operating systems), but not in another version.
 */
async function missingPackages() {
  const wanted = (await readJson(path.join(root, 'package-lock.json'))).packages;
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return null;
  const installed = (await readJson(record)).packages;
  return Object.entries(wanted)
    .filter(([name]) => name !== '')
    .filter(([name, entry]) => {
      const found = installed[name];
      if (!found) return !entry.optional && !entry.devOptional && !entry.peer && !entry.extraneous;
      return found.version !== entry.version || (entry.integrity && found.integrity !== entry.integrity);
    })
    .map(([name]) => name);
}

/** Installs what package-lock.json asks for if it is not there yet. Ends the process with words of its own if that fails. */
export async function ensureInstalled() {
  const missing = await missingPackages();
  if (missing?.length === 0) return;
  console.error(missing ? `Installing again (changed: ${missing.slice(0, 3).join(', ')}) …` : 'Installing …');
  const npm = npmProgram();
  if (!npm) {
    console.error('npm was not found beside this Node.js. Run "npm ci" once, then try again.');
    process.exit(1);
  }
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runNode(npm, args, { stdout: 'stderr' });
  if (code !== 0) {
    console.error(`"npm ci" ended with ${code}. Its messages above say why.`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await ensureInstalled();
