import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './run-node.mjs';

const windows = process.platform === 'win32';
const folder = path.join(root, '.venv');
const program = windows ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python');
const stamp = path.join(folder, '.requirements');

/**
 * A Python with the packages of a requirements file, in a virtual environment in the repository's folder .venv, which git ignores. It is made if
 * it is missing, and brought up to date if the file has changed. Resolves with its `program`, or with the reason why there is none as `missing`.
 */
export async function preparePython(requirements) {
  const wanted = await readFile(requirements, 'utf8');
  if (existsSync(program) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted)
    return { program };
  if (!existsSync(program)) {
    console.log(`Making a virtual environment in ${folder} …`);
    const made = systemPythons().some(([command, ...args]) =>
      succeeds(command, [...args, '-m', 'venv', folder]),
    );
    if (!made || !existsSync(program)) {
      return {
        missing: 'No Python with venv was found. ArcGIS API for Python needs 3.11 or later, below 3.15.',
      };
    }
  }
  console.log('Installing ArcGIS API for Python …');
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    requirements,
  ];
  if (!succeeds(program, pip))
    return { missing: 'pip could not install its packages. Its messages above say why.' };
  await writeFile(stamp, wanted);
  return { program };
}

/** Ways to start the Python of this machine; CONFORMANCE_PYTHON names another one. */
function systemPythons() {
  if (process.env.CONFORMANCE_PYTHON) return [[process.env.CONFORMANCE_PYTHON]];
  return windows ? [['py', '-3'], ['python']] : [['python3'], ['python']];
}

function succeeds(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}
