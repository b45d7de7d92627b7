import type { ReportRow, RunReport } from '../../../lib/copy/run/report.js';
import { cloneItem, copyReport, type FlowPortal, frame, searchItems, TAB } from '../../support/copy-flow.js';
import { sink, startNodeRed } from '../../support/node-red-process.js';

/** What the program is asked to copy: the items of these ids. */
interface Order {
  source: FlowPortal;
  target: FlowPortal;
  ids: string[];
}

/** Copies items with the nodes, in a real Node-RED, and prints the rows of its report as JSON. The order is the first argument, in JSON. */
async function main(): Promise<void> {
  const { source, target, ids } = JSON.parse(process.argv[2] ?? '') as Order;
  const nodeRed = await startNodeRed({ nodesDir: process.cwd() });
  try {
    await nodeRed.deploy([
      ...frame(source, target, 'search'),
      searchItems([['clone'], ['report']], { scope: 'ids', ids: ids.join(',') }),
      cloneItem([['report']]),
      copyReport([['report-in']]),
      ...sink('report', nodeRed.collector, TAB),
    ]);
    const report = nodeRed.next('report');
    await nodeRed.press('button');
    const { rows } = (await report).payload as RunReport;
    process.stdout.write(JSON.stringify(rows.map(shown)));
  } finally {
    await nodeRed.stop();
  }
}

function shown({ source, target, outcome, error, checks }: ReportRow): Record<string, unknown> {
  return {
    type: source.type,
    title: source.title,
    source: source.id,
    target: target?.id ?? null,
    outcome,
    error: error ?? null,
    failed: checks.failed,
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
