import { copyItem } from '../../../lib/copy/copy-item.js';
import { RunRegistry } from '../../../lib/copy/run/runs.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import { searchItems } from '../../../lib/copy/search/search-items.js';
import type { SourceId } from '../../../lib/items/item.js';
import { openPortal } from '../../../lib/portal/open-portal.js';
import { systemClock } from '../../../lib/portal/system-clock.js';
import type { ItemsDone, ItemsTask } from './items-task.js';
import { type Steps, watched } from './steps.js';
import type { PortalAccess } from './task.js';

const MB = 1024 * 1024;
const SAMPLE_MS = 20;

const settings = {
  owner: '',
  folder: { kind: 'same' },
  whenExists: 'update',
  whenEdited: 'keep',
  verify: 'full',
} as const;

/** Searches and copies the items as the nodes do, told its task in the first message; tells what it found in another. */
process.once('message', async (task: ItemsTask) => {
  const steps: Steps = {};
  const queue = task.oneAtATime ? { last: Promise.resolve() as Promise<unknown> } : undefined;
  const open = ({ url, username, password }: PortalAccess) =>
    openPortal({ url, credentials: { kind: 'password', username, password } });
  const opened = { source: open(task.source), target: open(task.target) };
  await Promise.all([opened.source.self(), opened.target.self()]);
  const source = watched(opened.source, 'source', steps, queue);
  const target = watched(opened.target, 'target', steps, queue);
  globalThis.gc?.();
  const idle = process.memoryUsage.rss() / MB;
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss() / MB);
  }, SAMPLE_MS);

  const started = performance.now();
  const { signal } = new AbortController();
  const wanted = new Set(task.ids);
  const { items } = await searchItems(source, { kind: 'mine' }, { signal });
  // A message has its item until the copy is made; the item itself is not held by anybody else.
  const chosen = items.splice(0).flatMap((item) => (wanted.has(item.id) ? summaryOf(item) : []));
  const run = new RunRegistry(systemClock).open({ pipeline: '', dryRun: false, portal: source.url }, chosen);
  const outcomes: Record<string, number> = {};
  let error: string | null = null;
  await Promise.all(
    chosen.map(async ({ id }) => {
      const result = await copyItem({ run, source, target, settings, signal }, id as SourceId);
      outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
      const { outcome, ms, requests, checks, warnings, residue, rewritten } = result;
      run.record(id, {
        node: 'clone',
        started: 0,
        outcome,
        ms,
        requests,
        checks,
        warnings,
        residue,
        rewritten,
      });
      error ??= result.error?.message ?? null;
    }),
  );
  const done: ItemsDone = { ms: performance.now() - started, idle, peak, outcomes, error, steps };
  clearInterval(sampling);
  run.cancel('the bench has what it wanted');
  await Promise.all([opened.source.close(), opened.target.close()]);
  process.send?.(done, () => process.exit(0));
});
