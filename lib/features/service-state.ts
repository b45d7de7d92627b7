import { createHash } from 'node:crypto';
import { comparableLayer, comparableService } from './comparable-definition.js';
import { asJson } from './definition.js';
import type { LayerService } from './layer-service.js';

/** What is enough to see whether a service was changed since it was read the last time. */
export interface ServiceState {
  /** SHA-256 of the schema (everything that a copy takes over, rows excluded). */
  digest: string;
  /** Last edit by layer id in epoch ms; null where the portal does not tell, which proves nothing. */
  edits: Record<string, number | null>;
}

/** Schema digest and last edits of a service, out of what was read already: no request. */
export function serviceState(source: LayerService): ServiceState {
  const schema = [comparableService(source), ...source.layers.map((layer) => comparableLayer(layer))];
  const edits: Record<string, number | null> = {};
  for (const layer of source.layers) {
    const last = asJson(layer.editingInfo).lastEditDate;
    edits[String(layer.id)] = typeof last === 'number' && last >= 0 ? last : null;
  }
  return { digest: createHash('sha256').update(JSON.stringify(schema)).digest('hex'), edits };
}
