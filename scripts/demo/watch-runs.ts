import RED from 'node-red';
import type { RunReport } from '../../lib/copy/run/report.js';
import type { Run } from '../../lib/copy/run/run.js';
import { runs } from '../../lib/copy/run/runs.js';
import { printHead, printRow, printSummary } from './print-rows.js';

/**
 * Prints the rows of every run as they are final: when an item reaches the report, or fails on the way, or was copied on behalf of another one; what is
 * left at the end, then a summary. `onEnd` gets the report of each run.
 */
export function watchRuns(onEnd: (report: RunReport) => void): void {
  const printed = new Map<Run, Set<string>>();
  /** The node that reports on a run. */
  const collectors = new Map<Run, string>();

  const print = (run: Run, report: RunReport, sourceId: string): void => {
    const done = printed.get(run);
    const row = report.rows.find(({ source }) => source.id === sourceId);
    if (!row || !done || done.has(sourceId)) return;
    done.add(sourceId);
    printRow(row);
  };

  runs.on('open', (run) => {
    printed.set(run, new Set());
    if (run.announced.length > 0) printHead();
  });
  runs.on('row', (run, sourceId) => {
    const report = run.report();
    const row = report.rows.find(({ source }) => source.id === sourceId);
    if (row?.error || row?.onBehalfOf) print(run, report, sourceId);
  });
  runs.on('end', (run) => {
    const report = run.report(collectors.get(run));
    for (const { source } of report.rows) print(run, report, source.id);
    printSummary(report);
    printed.delete(run);
    collectors.delete(run);
    onEnd(report);
  });

  RED.hooks.add('onReceive.demo', ({ destination, msg }) => {
    const { arcgis } = msg as { arcgis?: { run?: { id?: string }; source?: { item?: { id?: string } } } };
    const sourceId = arcgis?.source?.item?.id;
    const run = [...printed.keys()].find(({ info }) => info.id === arcgis?.run?.id);
    if (destination.node?.type !== 'copy-report' || !run) return;
    collectors.set(run, destination.node.id);
    if (sourceId) print(run, run.report(), sourceId);
  });
}
