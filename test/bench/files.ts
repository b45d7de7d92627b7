import { parseArgs } from 'node:util';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { FilesDone, FilesTask } from './support/files-task.js';
import { fillPoints } from './support/fill-layers.js';
import { goal, say, sayWhetherAllHold, seconds } from './support/goals.js';
import { runTask } from './support/run-task.js';
import { TwoPortals } from './support/two-portals.js';

const { values } = parseArgs({
  options: {
    /** 8 files of 500 MB at 200 MB/s and one of 3 GB, instead of 8 of 100 MB at 40 MB/s, which takes as long, and one of 600 MB. */
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: 'queue,memory' },
  },
});

const MB = 1024 * 1024;
const FILES = 8;
const FILE_MB = values.full ? 500 : 100;
/** Each way; the source sends the files and the target gets them. */
const SPEED_MB = values.full ? 200 : 40;
const SMALL_MB = 30;
const LARGE_MB = values.full ? 3000 : 600;
const ROWS = 200;
/** Of the longer of all downloads and all uploads. */
const MOST_TIME = 1.2;
/** How much memory a large file may need beyond what a small one does, in MB: what the peaks of two equal runs differ by. */
const MORE_MEMORY = 40;

function carry(task: FilesTask): Promise<FilesDone> {
  return runTask('files-worker', task);
}

function sayOutcomes({ outcomes, error }: FilesDone, files: number): void {
  const words = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  goal('complete and proven', words.join(', ') + (error ? ` (${error})` : ''), outcomes.created === files);
}

async function copyQueue(portals: TwoPortals, ids: string[]): Promise<void> {
  say(
    `${FILES} layers whose File Geodatabases have ${FILE_MB} MB each; ${SPEED_MB} MB/s from the source and to the target`,
  );
  const access = await portals.start(0, { bandwidth: SPEED_MB * MB, exportPadding: FILE_MB * MB });
  const downloads = await carry({ ...access, ids, what: 'downloads' });
  say(`  all downloads, nothing else: ${seconds(downloads.ms)}`);
  const uploads = await carry({ ...access, ids, what: 'uploads' });
  say(`  all uploads, nothing else: ${seconds(uploads.ms)}`);
  const queue = await carry({ ...access, ids, what: 'queue' });
  say(`  export, download, upload, publishing and proof of all: ${seconds(queue.ms)}`);
  for (const [what, { first, last }] of Object.entries(queue.phases)) {
    say(`    ${what}: first begun after ${seconds(first)}, last after ${seconds(last)}`);
  }
  sayOutcomes(queue, FILES);
  const longer = Math.max(downloads.ms, uploads.ms);
  const moved = ((queue.phases.publishing?.last ?? 0) - (queue.phases.downloading?.first ?? 0)) / longer;
  say(
    `  from the first download to the end of the last upload: ${moved.toFixed(2)} times the longer of both`,
  );
  const ratio = queue.ms / longer;
  goal(`all in all at most ${MOST_TIME} times`, `${ratio.toFixed(2)} times`, ratio <= MOST_TIME);
}

async function compareMemory(portals: TwoPortals, id: string): Promise<void> {
  say(`one file of ${LARGE_MB} MB, and one of ${SMALL_MB} MB`);
  const peaks: number[] = [];
  for (const size of [SMALL_MB, LARGE_MB]) {
    const access = await portals.start(0, { exportPadding: size * MB });
    const done = await carry({ ...access, ids: [id], what: 'queue' });
    const memory = `${Math.round(done.peak)} MB at the peak, ${Math.round(done.idle)} idle`;
    say(`  ${Math.round(done.bytes / MB)} MB: ${seconds(done.ms)}, ${memory}`);
    sayOutcomes(done, 1);
    peaks.push(done.peak);
  }
  const [small = 0, large = 0] = peaks;
  const more = `${Math.round(large - small)} MB more`;
  goal(`the same peak memory, give or take ${MORE_MEMORY} MB`, more, large - small <= MORE_MEMORY);
}

async function main(): Promise<void> {
  const portals = await TwoPortals.make();
  try {
    const { source } = await portals.start(0);
    const { url, username, password } = source;
    const filler = openPortal({ url, credentials: { kind: 'password', username, password } });
    const layers: { id: string }[] = [];
    for (let n = 1; n <= FILES; n += 1) layers.push(await fillPoints(filler, `File_${n}`, ROWS));
    await filler.close();
    const ids = layers.map(({ id }) => id);
    const only = values.only.split(',');
    if (only.includes('queue')) await copyQueue(portals, ids);
    if (only.includes('memory')) await compareMemory(portals, ids[0] ?? '');
  } finally {
    await portals.close();
  }
  sayWhetherAllHold();
}

void main();
