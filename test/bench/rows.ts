import { parseArgs } from 'node:util';
import { openPortal } from '../../lib/portal/open-portal.js';
import { fillPhotos, fillPoints } from './support/fill-layers.js';
import { goal, say, sayWhetherAllHold, seconds } from './support/goals.js';
import { runTask } from './support/run-task.js';
import type { Done, PortalAccess, Task, Way } from './support/task.js';
import { TwoPortals } from './support/two-portals.js';

const { values } = parseArgs({
  options: {
    /** Share of the full size: 250,000 points, 20,000 rows with 40,000 files of 50 KB. */
    scale: { type: 'string', default: '1' },
    /** Share of the files that the loop copies; its time is scaled up. */
    'loop-share': { type: 'string', default: '0.05' },
    /** Milliseconds before each answer of a portal, for rows and for files. */
    latency: { type: 'string', default: '300' },
    'file-latency': { type: 'string', default: '25' },
    only: { type: 'string', default: 'points,photos' },
    ways: { type: 'string', default: 'clone-item,export-fgdb' },
    /** Share of the points that the loop copies. */
    'points-share': { type: 'string', default: '1' },
  },
});

const SCALE = Number(values.scale);
const POINTS = Math.round(250_000 * SCALE);
const PHOTO_ROWS = Math.round(20_000 * SCALE);
const PHOTOS_EACH = 2;
const PHOTO_BYTES = 50_000;
/** What the engine may need above idle, in MB. */
const MOST_MEMORY = 300;
const only = values.only.split(',');
const WAYS = (['clone-item', 'export-fgdb'] as const).filter((way) => values.ways.split(',').includes(way));

interface Comparison {
  title: string;
  latency: number;
  loopShare: number;
  ways: Exclude<Way, 'loop'>[];
  /** How many times as fast as the loop each way has to be. */
  factor: number;
  fill: (source: ReturnType<typeof openPortal>) => Promise<{ id: string }>;
}

async function compare(
  portals: TwoPortals,
  { title, latency, loopShare, ways, factor, fill }: Comparison,
): Promise<void> {
  say(title);
  const quick = await portals.start(0);
  const filler = openPortal({
    url: quick.source.url,
    credentials: { kind: 'password', ...access(quick.source) },
  });
  const started = performance.now();
  const { id } = await fill(filler);
  await filler.close();
  say(
    `  source filled in ${seconds(performance.now() - started)}; ${latency} ms before each answer from here on`,
  );

  const { source, target } = await portals.start(latency);
  const task = (way: Way): Task => ({
    source: access(source),
    target: access(target),
    id,
    way,
    share: loopShare,
  });
  const run = async (way: Way): Promise<Done> => {
    const before = await Promise.all([source.cpu(), target.cpu()]);
    const done = await runTask<Task, Done>('worker', task(way));
    const after = await Promise.all([source.cpu(), target.cpu()]);
    const [ours, theirs] = after.map((cpu, index) => (cpu - (before[index] ?? 0)).toFixed(1));
    say(
      `  ${way} kept processors busy: copying ${done.cpu.toFixed(1)} s, source ${ours} s, target ${theirs} s`,
    );
    return done;
  };
  const loop = await run('loop');
  const loopMs = loop.ms / loopShare;
  const how = loopShare < 1 ? ` (scaled up from ${Math.round(loopShare * 100)} % of the rows)` : '';
  say(`  one request after the other: ${seconds(loopMs)}${how}`);
  for (const way of ways) {
    const done = await run(way);
    say(`  ${way}: ${seconds(done.ms)}, ${done.outcome}`);
    goal(`${way} is complete and proven`, done.outcome, done.outcome === 'created');
    const ratio = loopMs / done.ms;
    goal(`${way} is at least ${factor} times as fast`, `${ratio.toFixed(1)} times`, ratio >= factor);
    goal(
      `${way} needs at most ${MOST_MEMORY} MB above idle`,
      memory(done),
      done.peak - done.idle <= MOST_MEMORY,
    );
  }
}

function access({ url, username, password }: PortalAccess): PortalAccess {
  return { url, username, password };
}

function memory({ idle, peak }: Done): string {
  return `${Math.round(peak - idle)} MB (${Math.round(idle)} idle, ${Math.round(peak)} at the peak)`;
}

async function main(): Promise<void> {
  const portals = await TwoPortals.make();
  try {
    if (only.includes('points')) {
      await compare(portals, {
        title: `${POINTS} points with 30 fields`,
        latency: Number(values.latency),
        loopShare: Number(values['points-share']),
        ways: WAYS,
        factor: 3,
        fill: (source) => fillPoints(source, 'Points', POINTS),
      });
    }
    if (only.includes('photos')) {
      const photos = { rows: PHOTO_ROWS, each: PHOTOS_EACH, bytes: PHOTO_BYTES };
      await compare(portals, {
        title: `${PHOTO_ROWS} rows with ${PHOTO_ROWS * PHOTOS_EACH} files of ${PHOTO_BYTES / 1000} KB`,
        latency: Number(values['file-latency']),
        loopShare: Number(values['loop-share']),
        ways: WAYS,
        factor: 5,
        fill: (source) => fillPhotos(source, 'Photos', photos),
      });
    }
  } finally {
    await portals.close();
  }
  sayWhetherAllHold();
}

void main();
