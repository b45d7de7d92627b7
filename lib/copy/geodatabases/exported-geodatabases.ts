import type { LayerGeodatabase } from '../copy-settings.js';
import type { Run } from '../run/run.js';

type Exporting = Promise<LayerGeodatabase | null>;

/** By run, then by source id. */
const exportsOf = new WeakMap<Run, Map<string, Exporting>>();

/** Makes an export known that goes on, or has ended, so that a copy of the layer for another item's sake takes the same way. */
export function noteExport(run: Run, sourceId: string, exporting: Exporting): void {
  const known = exportsOf.get(run) ?? new Map<string, Exporting>();
  exportsOf.set(run, known.set(sourceId, exporting));
  exporting.catch(() => undefined);
}

/** The file of a layer, waited for if it is on its way; null if there is none, or its export failed. */
export async function exportedGeodatabase(run: Run, sourceId: string): Exporting {
  return (exportsOf.get(run)?.get(sourceId) ?? Promise.resolve(null)).catch(() => null);
}
