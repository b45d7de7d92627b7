import { openPortal } from '../../../lib/portal/open-portal.js';
import { copyByEngine } from './copy-by-engine.js';
import { copyByLoop } from './copy-by-loop.js';
import type { Done, PortalAccess, Task } from './task.js';

const MB = 1024 * 1024;
const SAMPLE_MS = 20;

/** One copy in a process of its own, so that its memory is its own: told its task in the first message, tells what it found in another. */
process.once('message', async (task: Task) => {
  const open = ({ url, username, password }: PortalAccess) =>
    openPortal({ url, credentials: { kind: 'password', username, password } });
  const [source, target] = [open(task.source), open(task.target)];
  await Promise.all([source.self(), target.self()]);
  globalThis.gc?.();
  const idle = process.memoryUsage.rss() / MB;
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss() / MB);
  }, SAMPLE_MS);
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const outcome =
    task.way === 'loop'
      ? await copyByLoop(source, target, task)
      : await copyByEngine(source, target, task.id, task.way);
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpu = (user + system) / 1e6;
  const done: Done = { ms: performance.now() - started, cpu, idle, peak, outcome };
  clearInterval(sampling);
  await Promise.all([source.close(), target.close()]);
  process.send?.(done, () => process.exit(0));
});
