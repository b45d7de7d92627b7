import type { LayerExport } from '../../lib/copy/geodatabases/export-layer-geodatabase.js';
import type { ArcgisMessage, Step } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import type { FlowMessage } from '../shared/node-red.js';

/** Puts the exported file on the message, and why there is none. An item that is left to other nodes passes untouched. */
export function noteExport(
  msg: FlowMessage,
  arcgis: ArcgisMessage,
  { file, warnings, requests }: LayerExport,
  work: { node: string; started: number; run: Run },
): void {
  if (!file && warnings.length === 0) return;
  const { node, started, run } = work;
  const ms = Date.now() - started;
  const step: Step = { node, started, ms, requests, checks: [], warnings, residue: [] };
  run.record(arcgis.source.item.id, step);
  const { file: _earlier, ...rest } = arcgis;
  const noted: ArcgisMessage = { ...rest, ...(file && { file }), steps: [...arcgis.steps, step] };
  msg.arcgis = noted;
}
