import type { Node, NodeInitializer } from 'node-red';
import type { RunReport } from '../../lib/copy/run/report.js';
import { reportCsv } from '../../lib/copy/run/report-csv.js';
import type { Run } from '../../lib/copy/run/run.js';
import { runs } from '../../lib/copy/run/runs.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { abortable } from '../shared/abortable.js';
import { handleInput } from '../shared/handle-input.js';
import { readCountsMessage, readItemMessage } from '../shared/item-message.js';
import type { FlowMessage } from '../shared/node-red.js';
import { statusOfError } from '../shared/status-of-error.js';
import { ThrottledStatus } from '../shared/throttled-status.js';
import type { CopyReportDef } from './contract.js';

const QUIET_SECONDS = 30;

const init: NodeInitializer = (red) => {
  function CopyReport(this: Node, config: CopyReportDef): void {
    red.nodes.createNode(this, config);
    const status = new ThrottledStatus(this);
    const arrivals = new WeakMap<Run, number>();
    const quietMs = Math.max(0.1, Number(config.quiet) || QUIET_SECONDS) * 1000;

    handleInput(this, {
      tracksItems: false,
      progress: {
        begin: () => undefined,
        end: () => undefined,
        fail: (error) => status.show(statusOfError(error)),
      },
      work: async (msg, { send, signal }) => {
        const item = readItemMessage(msg);
        const joining = item ?? readCountsMessage(msg);
        if (!joining) throw notOfARun();
        const run = runs.join(joining);
        if (item && !run.arrived(this.id, item.source.item.id)) {
          this.warn(`"${item.source.item.title}" came after the report of its run had been given.`);
          return;
        }
        const before = arrivals.get(run);
        const arrived = (before ?? 0) + (item ? 1 : 0);
        arrivals.set(run, arrived);
        if (!run.ended)
          status.show({ fill: 'blue', shape: 'ring', text: `${arrived}/${run.announced.length}` });
        if (before !== undefined) return;

        const report = await abortable(run.collect(this.id, { quietMs }), signal);
        send(reportMessage(msg, report));
        showReport(status, report);
      },
      onClose: () => status.close(),
    });
  }

  red.nodes.registerType('copy-report', CopyReport);
};

/** The message that the report is sent in: what the run's first message brought along, without what was about one item. */
function reportMessage(msg: FlowMessage, report: RunReport): FlowMessage {
  const { parts: _parts, ...rest } = msg;
  return {
    ...rest,
    payload: report,
    csv: reportCsv(report),
    arcgis: { run: report.run, source: report.source },
  };
}

function showReport(status: ThrottledStatus, { outcomes, residue, errors = [] }: RunReport): void {
  const done = outcomes.created + outcomes.updated + outcomes.unchanged + outcomes.planned + outcomes.deleted;
  const failed = outcomes.failed;
  const rest = outcomes.skipped;
  const text = [`${done} ✓`, ...(failed ? [`${failed} ✗`] : []), ...(rest ? [`${rest} –`] : [])].join(' ');
  const clean = failed === 0 && residue.unlisted === 0 && errors.length === 0;
  status.show({ fill: clean ? 'green' : 'yellow', shape: 'dot', text });
}

function notOfARun(): ArcGISError {
  return new ArcGISError(
    'ARCGIS_INPUT',
    'The message belongs to no run: msg.arcgis.run.id is missing. Wire this node behind search-items, clone-item or share-groups, and keep msg.arcgis in between.',
  );
}

export = init;
