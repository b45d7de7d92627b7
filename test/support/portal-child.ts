import { type SandboxOptions, startPortal } from '../../sandbox/index.js';

/** A portal in a process of its own: started by portal-process, told its options in the first message. */
process.once('message', async (options: SandboxOptions) => {
  const portal = await startPortal(options);
  process.send?.({ url: portal.url, serverUrl: portal.serverUrl, ...portal.admin });
});
process.once('disconnect', () => process.exit(0));
