import type { Node, NodeInitializer } from 'node-red';
import {
  type Deletion,
  type DeletionRequest,
  deleteNow,
  deleteOldCopies,
} from '../../lib/copy/deletion/delete-old-copies.js';
import { noteOldCopies } from '../../lib/copy/deletion/note-old-copies.js';
import { noteReplaced } from '../../lib/copy/deletion/note-replaced.js';
import type { ArcgisMessage, Step } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import { runs } from '../../lib/copy/run/runs.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { asArcGISError } from '../shared/as-arcgis-error.js';
import { handleInput } from '../shared/handle-input.js';
import { demandItemMessage, readCountsMessage } from '../shared/item-message.js';
import { ItemProgress } from '../shared/item-progress.js';
import type { FlowMessage } from '../shared/node-red.js';
import { PortalLinks } from '../shared/portal-links.js';
import { statusOfError } from '../shared/status-of-error.js';
import { STATUS } from '../shared/statuses.js';
import { ThrottledStatus } from '../shared/throttled-status.js';
import type { DeleteExistingDef } from './contract.js';
import { readRules } from './read-rules.js';

const QUIET_SECONDS = 30;

const init: NodeInitializer = (red) => {
  function DeleteExisting(this: Node, config: DeleteExistingDef): void {
    red.nodes.createNode(this, config);
    const status = new ThrottledStatus(this);
    const links = new PortalLinks(red, this, { target: config.target });
    const dryRun = config.dryRun !== false;
    if (!links.complete) status.show(STATUS.noPortal);
    else if (dryRun) status.show({ fill: 'yellow', shape: 'ring', text: 'status.dry-run' });
    const closing = new AbortController();
    const quietMs = Math.max(0.1, Number(config.quiet) || QUIET_SECONDS) * 1000;
    const begun = new WeakSet<Run>();

    const requestFor = async (run: Run, msg: FlowMessage): Promise<DeletionRequest> => ({
      run,
      node: this.id,
      target: links.portal('target'),
      rules: await readRules(red, this, config, msg),
      permanent: config.permanent === true,
      dryRun,
      signal: AbortSignal.any([run.signal, closing.signal]),
    });

    const show = (deletions: Deletion[]): void => {
      const count = (outcome: string): number => deletions.filter((one) => one.outcome === outcome).length;
      const kept = count('skipped') + count('failed');
      if (dryRun) {
        status.show({ fill: 'yellow', shape: 'ring', text: 'status.dry-run' });
        if (deletions.length === 0) return;
        this.warn(
          `Dry run: ${count('planned')} older copies would be deleted, ${kept} would stay; nothing was deleted. The report says which. Take the tick off "Dry run" to delete them.`,
        );
        return;
      }
      const text = [`${count('deleted')} ✓`, ...(kept ? [`${kept} –`] : [])].join(' ');
      status.show({ fill: kept ? 'yellow' : 'green', shape: 'dot', text });
      for (const { outcome, reason } of deletions)
        if (outcome !== 'deleted' && reason) this.warn(reason.message);
    };

    /** Deleting is no part of any message's own work: it begins when all of them have passed and everything is re-pointed. */
    const deleteAtEnd = (run: Run, msg: FlowMessage): void => {
      if (begun.has(run)) return;
      begun.add(run);
      const work = async (): Promise<void> => show(await deleteOldCopies(await requestFor(run, msg)));
      run.atEnd('deletion', this.id, { quietMs }, work).catch((thrown: unknown) => {
        if (closing.signal.aborted) return;
        const error = asArcGISError(thrown);
        run.fault({ code: error.code, message: error.message });
        status.show(statusOfError(error));
        this.error(error, msg);
      });
    };

    handleInput(this, {
      progress: new ItemProgress(status),
      work: async (msg, { send, started }) => {
        const counts = readCountsMessage(msg);
        if (counts) {
          if (config.moment !== 'now') deleteAtEnd(runs.join(counts), red.util.cloneMessage(msg));
          send(msg);
          return;
        }
        const arcgis = demandItemMessage(msg);
        const run = runs.join(arcgis);
        const request = await requestFor(run, msg);
        if (config.moment === 'now') {
          const deletions = await deleteNow(request, arcgis);
          msg.arcgis = withDeletions(run, arcgis, deletions, { node: this.id, started });
          show(deletions);
        } else {
          deleteAtEnd(run, red.util.cloneMessage(msg));
          noteReplaced(run, arcgis);
          if (arcgis.target) await noteOldCopies(request, arcgis);
          run.arrived(this.id, arcgis.source.item.id);
        }
        send(msg);
      },
      onClose: () => {
        closing.abort(new ArcGISError('ARCGIS_CANCELLED', 'Stopped, because the flow was deployed again.'));
        links.close();
        status.close();
      },
    });
  }

  red.nodes.registerType('delete-existing', DeleteExisting);
};

/** The message with what was deleted for it. Whatever is made next stands for these. */
function withDeletions(
  run: Run,
  arcgis: ArcgisMessage,
  deletions: Deletion[],
  { node, started }: { node: string; started: number },
): ArcgisMessage {
  const gone = deletions.filter(({ outcome }) => outcome === 'deleted');
  const replaced = gone.map(({ old }) => ({
    item: { id: old.id, url: old.url },
    by: arcgis.target?.item.id ?? '',
  }));
  const step: Step = {
    node,
    started,
    ms: Date.now() - started,
    checks: [],
    warnings: deletions.flatMap(({ reason }) => (reason ? [reason] : [])),
    residue: [],
  };
  run.record(arcgis.source.item.id, step);
  return { ...arcgis, replaced: [...arcgis.replaced, ...replaced], steps: [...arcgis.steps, step] };
}

export = init;
