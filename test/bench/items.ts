import { parseArgs } from 'node:util';
import { openPortal } from '../../lib/portal/open-portal.js';
import { type Counts, fillMaps } from './support/fill-maps.js';
import { goal, say, sayWhetherAllHold, seconds } from './support/goals.js';
import type { ItemsDone, ItemsTask } from './support/items-task.js';
import { runTask } from './support/run-task.js';
import type { Steps } from './support/steps.js';
import { TwoPortals } from './support/two-portals.js';

const { values } = parseArgs({
  options: {
    layers: { type: 'string', default: '100' },
    maps: { type: 'string', default: '500' },
    /** Milliseconds before each answer of a portal. */
    latency: { type: 'string', default: '50' },
    /** How many of the items the loop copies, one request at a time; its time is scaled up by the requests. */
    loop: { type: 'string', default: '30' },
    /** Web maps that all show as many layers, of which there are few. */
    'shared-maps': { type: 'string', default: '200' },
    'shared-layers': { type: 'string', default: '40' },
    /** Numbers of items between which the growth is measured, and the latency for it. */
    growth: { type: 'string', default: '100,1000,5000' },
    'growth-latency': { type: 'string', default: '5' },
    only: { type: 'string', default: 'copy,shared,growth' },
  },
});

const LATENCY = Number(values.latency);
const LAYERS = Number(values.layers);
const MAPS = Number(values.maps);
/** Calls that a portal gets at once (the default of a portal's settings). */
const CONCURRENCY = 8;
const FASTER = 10;
const ABOVE_BOUND = 1.5;
const REQUESTS_AGAIN = 2;
const EXPONENT = 1.05;
/** What the engine may need above idle, in MB. */
const MOST_MEMORY = 200;

function copy(task: ItemsTask): Promise<ItemsDone> {
  return runTask('items-worker', task);
}

const total = (steps: Steps): number => Object.values(steps).reduce((sum, count) => sum + count, 0);

function ofSide(steps: Steps, side: string): number {
  return total(Object.fromEntries(Object.entries(steps).filter(([step]) => step.startsWith(side))));
}

function sayOutcomes({ outcomes, error }: ItemsDone, items: number, wanted: string): void {
  const words = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  goal(`all are ${wanted}`, words.join(', ') + (error ? ` (${error})` : ''), outcomes[wanted] === items);
}

function sayMemory({ idle, peak }: ItemsDone): void {
  const more = peak - idle;
  const actual = `${Math.round(more)} MB (${Math.round(idle)} idle, ${Math.round(peak)} at the peak)`;
  goal(`at most ${MOST_MEMORY} MB above idle`, actual, more <= MOST_MEMORY);
}

function saySteps(steps: Steps, items: number): void {
  const sorted = Object.entries(steps).sort(([, a], [, b]) => b - a);
  for (const [step, count] of sorted) say(`    ${(count / items).toFixed(2).padStart(6)} ${step}`);
}

async function filled(portals: TwoPortals, counts: Counts): Promise<string[]> {
  const { source } = await portals.start(0);
  const { url, username, password } = source;
  const filler = openPortal({ url, credentials: { kind: 'password', username, password } });
  const started = performance.now();
  const { layers, maps } = await fillMaps(filler, counts);
  await filler.close();
  say(`  source filled in ${seconds(performance.now() - started)}`);
  return [...layers, ...maps];
}

async function copyMaps(): Promise<void> {
  say(`${MAPS} web maps over ${LAYERS} layers, ${LATENCY} ms before each answer`);
  const portals = await TwoPortals.make();
  try {
    const ids = await filled(portals, { layers: LAYERS, maps: MAPS });
    const items = ids.length;
    const access = await portals.start(LATENCY);
    const first = await copy({ ...access, ids, oneAtATime: false });
    const requests = total(first.steps);
    say(`  side by side: ${seconds(first.ms)}, ${requests} requests, by item and step:`);
    saySteps(first.steps, items);
    sayOutcomes(first, items, 'created');
    sayMemory(first);

    const again = await copy({ ...access, ids, oneAtATime: false });
    say(`  a second time: ${seconds(again.ms)}, by item and step:`);
    saySteps(again.steps, items);
    sayOutcomes(again, items, 'unchanged');
    const each = total(again.steps) / items;
    goal(
      `at most ${REQUESTS_AGAIN} requests an item the second time`,
      each.toFixed(2),
      each <= REQUESTS_AGAIN,
    );

    const other = await TwoPortals.make();
    try {
      const some = Number(values.loop);
      const share = { layers: Math.ceil(some / 6), maps: some - Math.ceil(some / 6) };
      const loopIds = await filled(other, share);
      const slow = await other.start(LATENCY);
      const alone = await copy({ ...slow, ids: loopIds.slice(0, share.layers), oneAtATime: true });
      const rest = await copy({ ...slow, ids: loopIds, oneAtATime: true });
      const loopRequests = total(alone.steps) + total(rest.steps);
      const each = (alone.ms + rest.ms) / loopRequests;
      const loopMs = each * requests;
      say(
        `  one request at a time: ${each.toFixed(0)} ms each (${loopRequests} measured), in all ${seconds(loopMs)}`,
      );
      const ratio = loopMs / first.ms;
      goal(`at least ${FASTER} times as fast as the loop`, `${ratio.toFixed(1)} times`, ratio >= FASTER);
      const chain = await longestChain();
      const wide = Math.max(ofSide(first.steps, 'source'), ofSide(first.steps, 'target')) / CONCURRENCY;
      const bound = Math.max(chain, wide * each);
      say(
        `  bound: the longer of ${seconds(chain)} (longest chain) and ${seconds(wide * each)} (${CONCURRENCY} at once)`,
      );
      const above = first.ms / bound;
      goal(`at most ${ABOVE_BOUND} times the bound`, above.toFixed(2), above <= ABOVE_BOUND);
    } finally {
      await other.close();
    }
  } finally {
    await portals.close();
  }
}

/** Maps that all need the same layers at once: each layer is made once, its rows are written once. */
async function shareLayers(): Promise<void> {
  const [maps, layers] = [Number(values['shared-maps']), Number(values['shared-layers'])];
  say(
    `${maps} web maps that each show the same ${layers} layers, ${LATENCY} ms before each answer; only the maps are chosen`,
  );
  const portals = await TwoPortals.make();
  try {
    const all = await filled(portals, { layers, maps, shown: layers });
    const ids = all.slice(layers);
    const access = await portals.start(LATENCY);
    const first = await copy({ ...access, ids, oneAtATime: false });
    say(`  side by side: ${seconds(first.ms)}, by item and step:`);
    saySteps(first.steps, all.length);
    sayOutcomes(first, maps, 'created');
    const made = first.steps['target: create service'] ?? 0;
    goal('every layer is copied exactly once', `${made} services made`, made === layers);
    sayMemory(first);

    const again = await copy({ ...access, ids, oneAtATime: false });
    const each = total(again.steps) / all.length;
    say(`  a second time: ${seconds(again.ms)}, by item and step:`);
    saySteps(again.steps, all.length);
    sayOutcomes(again, maps, 'unchanged');
    goal(
      `at most ${REQUESTS_AGAIN} requests an item the second time`,
      each.toFixed(2),
      each <= REQUESTS_AGAIN,
    );
  } finally {
    await portals.close();
  }
}

/** How long one layer and one map of it take in portals of their own, where nothing else is asked. */
async function longestChain(): Promise<number> {
  const lonely = await TwoPortals.make();
  try {
    const ids = await filled(lonely, { layers: 1, maps: 1 });
    const access = await lonely.start(LATENCY);
    return (await copy({ ...access, ids, oneAtATime: false })).ms;
  } finally {
    await lonely.close();
  }
}

async function growth(): Promise<void> {
  const sizes = values.growth.split(',').map(Number);
  const latency = Number(values['growth-latency']);
  say(`from ${sizes[0]} to ${sizes.at(-1)} web maps on one layer, ${latency} ms before each answer`);
  const times: { size: number; first: number; again: number }[] = [];
  for (const size of sizes) {
    const portals = await TwoPortals.make();
    try {
      const ids = await filled(portals, { layers: 1, maps: size - 1 });
      const access = await portals.start(latency);
      const first = await copy({ ...access, ids, oneAtATime: false });
      const again = await copy({ ...access, ids, oneAtATime: false });
      say(`  ${size} items: ${seconds(first.ms)}, again ${seconds(again.ms)}`);
      sayOutcomes(first, size, 'created');
      sayOutcomes(again, size, 'unchanged');
      sayMemory(first);
      times.push({ size, first: first.ms, again: again.ms });
    } finally {
      await portals.close();
    }
  }
  const [least, most] = [times[0], times.at(-1)];
  if (!least || !most || least === most) return;
  for (const [what, key] of [
    ['first run', 'first'],
    ['second run', 'again'],
  ] as const) {
    const exponent = Math.log(most[key] / least[key]) / Math.log(most.size / least.size);
    goal(
      `time of the ${what} grows with the exponent ${EXPONENT} at most`,
      exponent.toFixed(2),
      exponent <= EXPONENT,
    );
  }
}

async function main(): Promise<void> {
  const only = values.only.split(',');
  if (only.includes('copy')) await copyMaps();
  if (only.includes('shared')) await shareLayers();
  if (only.includes('growth')) await growth();
  sayWhetherAllHold();
}

void main();
