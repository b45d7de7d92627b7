import type { Node, NodeInitializer } from 'node-red';
import { noteReplaced } from '../../lib/copy/deletion/note-replaced.js';
import type { Run } from '../../lib/copy/run/run.js';
import { runs } from '../../lib/copy/run/runs.js';
import type { PairTable } from '../../lib/copy/sweep/pair-table.js';
import { putBack } from '../../lib/copy/sweep/put-back.js';
import { repointOwn, withStep } from '../../lib/copy/sweep/repoint-own.js';
import { type SweepResult, sweepTarget } from '../../lib/copy/sweep/sweep-target.js';
import { ArcGISError, type ArcGISErrorCode } from '../../lib/portal/arcgis-error.js';
import { asArcGISError } from '../shared/as-arcgis-error.js';
import { handleInput, type InputContext } from '../shared/handle-input.js';
import { demandItemMessage, readCountsMessage, readItemMessage } from '../shared/item-message.js';
import { ItemProgress } from '../shared/item-progress.js';
import type { FlowMessage } from '../shared/node-red.js';
import { PortalLinks } from '../shared/portal-links.js';
import { statusOfError } from '../shared/status-of-error.js';
import { STATUS } from '../shared/statuses.js';
import { ThrottledStatus } from '../shared/throttled-status.js';
import type { RemapWebmapDef } from './contract.js';
import { changedMessage, proposalsMessage, putBackMessage } from './messages.js';
import { SweepFields } from './read-sweep.js';

const QUIET_SECONDS = 30;

const init: NodeInitializer = (red) => {
  function RemapWebmap(this: Node, config: RemapWebmapDef): void {
    red.nodes.createNode(this, config);
    const status = new ThrottledStatus(this);
    const links = new PortalLinks(red, this, {
      target: config.target,
      ...(config.source && { source: config.source }),
    });
    if (!links.complete) status.show(STATUS.noPortal);
    const closing = new AbortController();
    const quietMs = Math.max(0.1, Number(config.quiet) || QUIET_SECONDS) * 1000;
    const swept = new WeakSet<Run>();

    const tableOf = (run: Run, fields: SweepFields): Promise<PairTable> =>
      run.once(`pairs ${this.id}`, () => {
        const portals = {
          source: config.source ? links.portal('source') : null,
          target: links.portal('target'),
        };
        return fields.table(portals, run.signal);
      });

    const showSweep = ({ looked, changed, failed, proposals }: SweepResult): void => {
      const text = [`${changed}/${looked} ✓`, ...(failed ? [`${failed} ✗`] : [])].join(' ');
      const isOpen = failed > 0 || proposals.length > 0;
      status.show({ fill: isOpen ? 'yellow' : 'green', shape: 'dot', text });
    };

    const sweep = async (run: Run, msg: FlowMessage, fields: SweepFields): Promise<void> => {
      const target = links.portal('target');
      const signal = AbortSignal.any([run.signal, closing.signal]);
      const result = await sweepTarget({
        run,
        node: this.id,
        target,
        scope: await fields.scope(),
        table: await tableOf(run, fields),
        folder: await fields.folder(),
        signal,
        changed: (side, step, item) =>
          this.send([null, null, changedMessage(red, msg, run, { side, step, item })]),
        progress: (done, of) => status.show({ fill: 'blue', shape: 'dot', text: `${done}/${of}` }),
      });
      if (result.proposals.length > 0) {
        this.send([null, proposalsMessage(red, msg, run, target.url, result.proposals), null]);
      }
      showSweep(result);
    };

    /** The sweep is no part of any message's own work: it begins when all of them have passed. */
    const sweepAtEnd = (run: Run, msg: FlowMessage, fields: SweepFields): void => {
      if (swept.has(run)) return;
      swept.add(run);
      run
        .atEnd('sweep', this.id, { quietMs }, () => sweep(run, msg, fields))
        .catch((thrown: unknown) => {
          if (closing.signal.aborted) return;
          const error = asArcGISError(thrown);
          run.fault({ code: error.code, message: error.message });
          status.show(statusOfError(error));
          this.error(error, msg);
        });
    };

    const sweepNow = async (msg: FlowMessage, fields: SweepFields): Promise<void> => {
      const target = links.portal('target');
      const run = runs.open({ pipeline: '', dryRun: false, portal: target.url }, []);
      await tableOf(run, fields);
      await run.atEnd('sweep', this.id, { quietMs: 1 }, () => sweep(run, msg, fields));
    };

    const restore = async (msg: FlowMessage, fields: SweepFields, context: InputContext): Promise<void> => {
      const request = { folder: await fields.folder(), ...(await fields.back()) };
      const items = await putBack(links.portal('target'), request, context.signal);
      const failed = items.filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped').length;
      context.send([putBackMessage(red, msg, items), null, null]);
      const text = [`${items.length - failed} ✓`, ...(failed ? [`${failed} ✗`] : [])].join(' ');
      status.show({ fill: failed ? 'yellow' : 'green', shape: 'dot', text });
    };

    const repointCopy = async (
      msg: FlowMessage,
      fields: SweepFields,
      context: InputContext,
    ): Promise<void> => {
      const arcgis = demandItemMessage(msg);
      const run = runs.join(arcgis);
      const table = await tableOf(run, fields);
      const folder = await fields.folder();
      const target = links.portal('target');
      const done = await repointOwn(
        { run, node: this.id, target, table, folder, signal: context.signal },
        arcgis,
      );
      if (done) {
        msg.arcgis = withStep(arcgis, run, done.step);
        if (done.own) msg.payload = done.own.item;
        failIfFailed(done.step);
      }
      context.send([msg, null, null]);
    };

    handleInput(this, {
      progress: new ItemProgress(status),
      work: async (msg, context) => {
        const fields = new SweepFields(red, this, config, msg);
        if (config.scope === 'back' || (msg as { putBack?: unknown }).putBack !== undefined) {
          await restore(msg, fields, context);
          return;
        }
        if (config.scope === 'own') {
          await repointCopy(msg, fields, context);
          return;
        }
        const item = readItemMessage(msg);
        const joining = item ?? readCountsMessage(msg);
        if (!joining) {
          await sweepNow(msg, fields);
          return;
        }
        const run = runs.join(joining);
        run.formerFolder ??= await fields.folder();
        sweepAtEnd(run, red.util.cloneMessage(msg), fields);
        // A table that is wrong is told before anything is changed, by every item that comes.
        await tableOf(run, fields);
        if (item) {
          noteReplaced(run, item);
          run.arrived(this.id, item.source.item.id);
        }
        context.send([msg, null, null]);
      },
      onClose: () => {
        closing.abort(new ArcGISError('ARCGIS_CANCELLED', 'Stopped, because the flow was deployed again.'));
        links.close();
        status.close();
      },
    });
  }

  red.nodes.registerType('remap-webmap', RemapWebmap);
};

function failIfFailed({
  outcome,
  error,
  checks,
}: {
  outcome?: string;
  error?: { code: string; message: string };
  checks: { check: string; ok: boolean }[];
}): void {
  if (error) throw new ArcGISError(error.code as ArcGISErrorCode, error.message);
  if (outcome !== 'failed') return;
  const names = checks
    .filter(({ ok }) => !ok)
    .map(({ check }) => check)
    .join(', ');
  throw new ArcGISError('ARCGIS_PARTIAL', `The copy could not be re-pointed as it should be: ${names}.`);
}

export = init;
