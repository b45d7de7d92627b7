import type { Node, NodeInitializer } from 'node-red';
import type { Run } from '../../lib/copy/run/run.js';
import { runs } from '../../lib/copy/run/runs.js';
import { summaryOf } from '../../lib/copy/run/summary-of.js';
import { searchItems } from '../../lib/copy/search/search-items.js';
import { type NotCopied, notCopied } from '../../lib/items/not-copied.js';
import { handleInput, type InputContext } from '../shared/handle-input.js';
import type { FlowMessage } from '../shared/node-red.js';
import { PortalLinks } from '../shared/portal-links.js';
import { readScope } from '../shared/read-scope.js';
import { statusOfError } from '../shared/status-of-error.js';
import { STATUS } from '../shared/statuses.js';
import { ThrottledStatus } from '../shared/throttled-status.js';
import { textValue } from '../shared/typed-value.js';
import type { SearchItemsDef } from './contract.js';
import { emitItems } from './emit-items.js';
import { Overlap } from './overlap.js';

/** The items that cannot be copied, by type, before any of the others is. */
function wordsFor(left: NotCopied[]): string {
  const lines = left.map(({ type, titles, reason, instead }) => {
    const named = titles.slice(0, 5).map((title) => `"${title}"`);
    const more = titles.length > named.length ? ` and ${titles.length - named.length} more` : '';
    return `${type} ${named.join(', ')}${more}: ${reason}. Instead: ${instead}.`;
  });
  return `Some of the items that were found cannot be copied:\n${lines.join('\n')}`;
}

const init: NodeInitializer = (red) => {
  function SearchItems(this: Node, config: SearchItemsDef): void {
    red.nodes.createNode(this, config);
    const status = new ThrottledStatus(this);
    const links = new PortalLinks(red, this, { source: config.portal });
    const overlap = new Overlap(config.overlap ?? 'refuse');
    if (!links.complete) status.show(STATUS.noPortal);

    const search = async (
      msg: FlowMessage,
      pipeline: string,
      joined: Run | null,
      context: InputContext,
    ): Promise<Run> => {
      status.show({ fill: 'blue', shape: 'dot', text: 'status.searching' });
      const source = links.portal('source');
      const found = await searchItems(source, await readScope(red, this, msg, config.scope, config), {
        signal: context.signal,
        progress: (count, total) => status.show({ fill: 'blue', shape: 'dot', text: `${count}/${total}` }),
      });
      context.signal.throwIfAborted();
      const summaries = found.items.map((item) => summaryOf(item));
      const run =
        joined ?? runs.open({ pipeline, dryRun: config.dryRun === true, portal: source.url }, summaries);
      if (joined) for (const summary of summaries) joined.announce(summary);
      const left = notCopied(found.items);
      if (left.length > 0) this.warn(wordsFor(left));
      emitItems(red, msg, { run, ...found, notCopied: left }, context.send);
      if (found.items.length > 0) {
        status.show({ fill: 'green', shape: 'dot', text: `${found.items.length} ✓` });
      } else {
        status.show({ fill: 'yellow', shape: 'dot', text: 'status.nothing' });
        this.warn(
          `Nothing was found in ${source.url}. Check the scope, the query, and whether the signed-in user may see the items.`,
        );
      }
      return run;
    };

    handleInput(this, {
      tracksItems: false,
      progress: {
        begin: () => undefined,
        end: () => undefined,
        fail: (error) => status.show(statusOfError(error)),
      },
      work: async (msg, context) => {
        const field = { label: 'pipeline', value: config.pipeline, type: config.pipelineType };
        const pipeline = await textValue(red, this, msg, field);
        const admission = await overlap.admit(pipeline, context.signal, () => status.show(STATUS.queued));
        if (admission.kind === 'refused') {
          status.show({ fill: 'yellow', shape: 'ring', text: 'status.refused' });
          this.warn(
            'The last run is still going, so this message started none. Wait for its report, or choose another way in the node.',
          );
          return;
        }
        if (admission.kind === 'join') {
          await search(msg, pipeline, admission.run, context);
          return;
        }
        let run: Run | null = null;
        try {
          run = await search(msg, pipeline, null, context);
        } finally {
          admission.settle(run);
        }
      },
      onReset: () => {
        overlap.current?.cancel('a message with msg.reset came to search-items.');
        status.show(STATUS.cancelled);
      },
      onClose: () => {
        links.close();
        status.close();
      },
    });
  }

  red.nodes.registerType('search-items', SearchItems);
};

export = init;
