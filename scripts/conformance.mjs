import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { preparePython } from './prepare-python.mjs';
import { root } from './run-node.mjs';

/** Clients that nobody here wrote, and how each is run on the sandbox: a mocha suite in the folder of its name, or Python. */
const CLIENTS = ['rest-js', 'rest-js-features', 'python', 'gdal', 'recorded'];
const compiled = path.join(root, 'dist', 'test', 'conformance');

const { values } = parseArgs({ options: { without: { type: 'string', multiple: true, default: [] } } });
for (const name of values.without) {
  if (CLIENTS.includes(name)) continue;
  console.error(`--without takes ${CLIENTS.join(', ')}, not '${name}'.`);
  process.exit(2);
}
await ensureInstalled();
if (!(await build())) process.exit(1);

const results = [];
for (const client of CLIENTS) {
  if (values.without.includes(client)) results.push({ client, left: true, rows: [], seconds: 0 });
  else results.push(await tried(client));
}
await report(results);
process.exitCode = results.every(({ rows }) => rows.every(({ ok }) => ok)) ? 0 : 1;

/** Runs a client and gives its rows. That it could not be run, or ended without telling, is a row of its own. */
async function tried(client) {
  console.log(`\n${client}`);
  const started = Date.now();
  const folder = await mkdtemp(path.join(tmpdir(), 'conformance-'));
  const summary = path.join(folder, 'summary.json');
  const rows = [];
  try {
    const command = client === 'python' ? await pythonCommand() : await mochaCommand(client);
    if (command.missing) rows.push({ name: 'missing', ok: false, note: command.missing });
    else {
      const code = await run(command.program, command.args, { CONFORMANCE_SUMMARY: summary });
      if (existsSync(summary)) rows.push(...JSON.parse(await readFile(summary, 'utf8')).rows);
      if (rows.length === 0)
        rows.push({ name: 'nothing was told', ok: false, note: `It ended with ${code}.` });
      else if (code !== 0 && rows.every(({ ok }) => ok)) {
        rows.push({ name: `it ended with ${code}`, ok: false, note: 'Its output above says why.' });
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { client, rows, seconds: (Date.now() - started) / 1000 };
}

async function mochaCommand(client) {
  const folder = path.join(compiled, client);
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const suites = files
    .filter((file) => file.endsWith('.conformance.js'))
    .map((file) => path.join(folder, file));
  if (suites.length === 0) return { missing: `There is no suite in test/conformance/${client}.` };
  const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  return { program: process.execPath, args: [mocha, ...suites] };
}

async function pythonCommand() {
  const folder = path.join(root, 'test', 'conformance', 'python');
  const { program, missing } = await preparePython(path.join(folder, 'requirements.txt'));
  return { program, missing, args: ['-u', path.join(folder, 'main.py')] };
}

/** No shell, so that it is the same on every operating system. Resolves with the exit code. */
function run(program, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, CONFORMANCE_NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1', ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
}

/** One table of the clients, then what did not work; everything in coverage/conformance.json. */
async function report(all) {
  const lines = all.map(({ client, left, rows, seconds }) => {
    const worked = rows.filter(({ ok }) => ok).length;
    const verdict = left ? 'left out' : worked === rows.length ? 'ok' : 'FAILED';
    return [
      client,
      left ? '-' : `${worked} of ${rows.length}`,
      left ? '-' : `${Math.round(seconds)} s`,
      verdict,
    ];
  });
  const table = [['client', 'as expected', 'time', ''], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => line[column].length)));
  console.log();
  for (const line of table)
    console.log(
      line
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  for (const { client, rows } of all) {
    for (const { name, note } of rows.filter(({ ok }) => !ok)) {
      console.log(`\n${client}: ${name}${note ? `\n  ${note}` : ''}`);
    }
  }
  const folder = path.join(root, 'coverage');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'conformance.json'), `${JSON.stringify(all, null, 2)}\n`);
}
