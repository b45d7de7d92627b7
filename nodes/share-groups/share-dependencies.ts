import type { ArcgisMessage, Dependency } from '../../lib/copy/run/message.js';
import { plainError } from '../../lib/copy/run/plain-error.js';
import type { Warning } from '../../lib/items/findings.js';
import { type ShareContext, shareOnce, shareStep } from './share-copy.js';

/**
 * Shares what was copied on an item's behalf. Items that the search found as well come by in messages of their own and are left to these. What cannot be
 * shared fails in its own row; the item that needs it gets a warning.
 */
export async function shareDependencies(
  context: ShareContext,
  { dependencies }: ArcgisMessage,
): Promise<Warning[]> {
  const { run, signal } = context;
  const ours = dependencies.filter(({ source, target }) => target && !run.announces(source.id));
  const warnings: Warning[] = [];
  for (const dependency of ours) {
    signal.throwIfAborted();
    const warning = await shareOne(context, dependency);
    if (warning) warnings.push(warning);
  }
  return warnings;
}

async function shareOne(context: ShareContext, dependency: Dependency): Promise<Warning | null> {
  const { run, self, target } = context;
  const { source, target: copy } = dependency;
  const started = Date.now();
  run.entered(source.id, self);
  try {
    const shared = await shareOnce(context, dependency);
    if (shared && copy) {
      run.record(source.id, shareStep(self, started, shared), { portal: target.url, item: copy });
    }
    run.left(source.id, self, true);
    return null;
  } catch (thrown) {
    const error = plainError(thrown);
    run.failed(source.id, self, error);
    return {
      code: 'DEPENDENCY_NOT_SHARED',
      message: `"${source.title}", which this item needs, could not be shared: ${error.message}`,
    };
  }
}
