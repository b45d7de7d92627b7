import { type SandboxOptions, startPortal } from '../../sandbox/index.js';

/** A portal in a process of its own: started by portal-process, told its options in the first message. */
process.once('message', async (options: SandboxOptions) => {
  const portal = await startPortal(options);
  process.send?.({ url: portal.url, serverUrl: portal.serverUrl, ...portal.admin });
});
/** Whoever asks for it afterwards is told how much time the processor spent on it. */
process.on('message', (asked) => {
  if (asked === 'cpu') process.send?.(process.cpuUsage());
});
process.once('disconnect', () => process.exit(0));
