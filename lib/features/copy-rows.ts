import type { Warning } from '../items/findings.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import { layerLabel } from './definition.js';
import { InFlight } from './in-flight.js';
import { KeyMaps } from './key-maps.js';
import { readLayerService } from './layer-service.js';
import { LayerWork } from './layer-work.js';
import { endLoading, startLoading } from './loading.js';
import { lostInCopy } from './lost-in-copy.js';
import { PartialFailures } from './partial-failures.js';
import { refusedRows } from './row-writer.js';
import type { RowsOptions, RowsRequest, RowsResult } from './rows-request.js';
import { keepsGlobalIds, pairLayers } from './service-mapping.js';

/** Layers that are copied at once. */
const layersInFlight = 3;

/**
 * Copies all rows and attachments of a service into its new, empty copy, and then gives the copy its final settings (editor
 * tracking, capabilities, indexes). GlobalIDs are kept where both sides allow it, so relationships by GlobalID stay valid;
 * where they cannot be kept, and for relationships by ObjectID, the children get the new keys of their parents.
 * Throws ARCGIS_PARTIAL, after everything else was copied, if the portal refused rows or attachments.
 */
export async function copyRows(
  source: ReadablePortal,
  target: WritablePortal,
  request: RowsRequest,
  options: RowsOptions = {},
): Promise<RowsResult> {
  const { from, to } = request;
  const { signal } = options;
  const built = await readLayerService(target, to.url, signal);
  await startLoading(target, built, signal);
  const result: RowsResult = { rows: {}, attachments: {}, read: {}, notKept: {}, warnings: [] };
  const failures = new PartialFailures();
  try {
    const pairs = pairLayers(from, built, to.mapping);
    const keys = new KeyMaps(pairs, (pair) => keepsGlobalIds(pair, built));
    const lanes = new InFlight(keys.needed ? 1 : layersInFlight);
    for (const pair of keys.parentsFirst()) {
      await lanes.start(async () => {
        const work = new LayerWork(source, target, request, built, pair, options);
        const { ids, refused, total } = await work.addAllRows(keys);
        result.rows[pair.source.id] = ids.size;
        if (work.read) result.read[pair.source.id] = work.read;
        const changed = [...keys.childKeys(pair).keys()];
        if (changed.length > 0) result.notKept[pair.source.id] = changed;
        const attachments = await failures.during(() => work.copyAttachments(ids));
        if (attachments !== null) result.attachments[pair.source.id] = attachments;
        if (refused.length > 0)
          failures.add(refusedRows(target.url, layerLabel(pair.source), refused, total));
      });
    }
    await lanes.settle();
    result.warnings.push(...keys.warnings);
  } catch (error) {
    // The failure above is what the user has to know; a second one while closing would hide it.
    await endLoading(target, from, to).catch(() => undefined);
    throw error;
  }
  const ended = await endLoading(target, from, to, signal);
  result.warnings.push(...ended.warnings);
  noteLosses(result, lostInCopy(from, ended.service, to.mapping, built));
  failures.end();
  return result;
}

/** Adds what the portal could not take over to a result. */
export function noteLosses(
  result: Pick<RowsResult, 'notKept' | 'warnings'>,
  lost: { fields: Record<string, string[]>; warnings: Warning[] },
): void {
  result.warnings.push(...lost.warnings);
  for (const [layer, fields] of Object.entries(lost.fields)) {
    result.notKept[layer] = [...new Set([...(result.notKept[layer] ?? []), ...fields])];
  }
}
