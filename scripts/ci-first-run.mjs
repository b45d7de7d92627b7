// What a newcomer does, measured: clone, `npm start -- --once --json --data D`, and the same command again.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FIRST_ROW_WITHIN_MS = 120_000;

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(path.join(tmpdir(), 'portal-copy-first-run-'));
const clone = path.join(folder, 'clone');
const data = path.join(folder, 'data');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs the demo once; answers with its last line and how long the first row took. */
function demo() {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    let text = '';
    let firstRow;
    const child = spawn(npm, ['start', '--', '--once', '--json', '--data', data], {
      cwd: clone,
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      text += chunk;
      if (firstRow === undefined && /\b(created|unchanged|updated)\b/.test(text))
        firstRow = Date.now() - started;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      const last = text.trim().split('\n').at(-1) ?? '';
      resolve({ code, firstRow, report: JSON.parse(last) });
    });
  });
}

const problems = [];
const expect = (truth, words) => {
  if (!truth) problems.push(words);
};

try {
  execFileSync('git', ['clone', '--quiet', repository, clone]);

  const first = await demo();
  const { report } = first;
  expect(first.code === 0, `first run: exit code ${first.code}`);
  expect(report.found >= 30, `first run: found ${report.found}`);
  expect(report.outcomes.failed === 0, `first run: ${report.outcomes.failed} failed`);
  expect(report.checks.failed === 0, `first run: ${report.checks.failed} checks failed`);
  expect(
    report.residue.unlisted === 0,
    `first run: ${report.residue.unlisted} unlisted references to the source`,
  );
  expect(first.firstRow < FIRST_ROW_WITHIN_MS, `first row after ${first.firstRow} ms`);

  const second = await demo();
  expect(second.code === 0, `second run: exit code ${second.code}`);
  expect(second.report.outcomes.created === 0, `second run: created ${second.report.outcomes.created}`);
  expect(second.report.outcomes.failed === 0, `second run: ${second.report.outcomes.failed} failed`);

  console.log(`\nfirst row ${Math.round(first.firstRow / 1000)} s after npm start in a fresh clone`);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

for (const problem of problems) console.error(`*** ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
