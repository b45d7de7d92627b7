import { ArcGISError } from '../../portal/arcgis-error.js';
import type { PortalSelf, WritablePortal } from '../../portal/portal.js';
import { replyLost } from '../../portal/reply-lost.js';
import { waitForJob } from '../../transfer/wait-for-job.js';
import { globalIdField, type Json, layerLabel } from '../definition.js';
import type { LayerService } from '../layer-service.js';
import { countRows } from '../read-rows.js';
import { keepsGlobalIds, type LayerPair } from '../service-mapping.js';

/** ArcGIS Enterprise 11.4 was the first that appends from File Geodatabases; its sharing API, as that of ArcGIS Online, says 2024.2 then. */
const SINCE = 2024.2;
const FORMAT = 'filegdb';
const DEADLINE = 2 * 60 * 60_000;
/** How often rows are counted after a lost answer until their number stays, in ms between. */
const LOOKS = [2000, 4000, 8000, 15_000, 30_000, 60_000];

/** Whether hosted layers of a portal can be expected to take rows from an uploaded File Geodatabase. */
export function knowsAppend(self: PortalSelf): boolean {
  return Number.parseFloat(self.currentVersion) >= SINCE;
}

/** Whether all layers of a copy take rows that way without losing GlobalIDs. Attachments do not come with it. */
export function takesGeodatabase(built: LayerService, pairs: readonly LayerPair[]): boolean {
  return pairs.every((pair) => {
    const { supportsAppend, supportedAppendFormats, hasAttachments } = pair.target;
    const formats = String(
      supportedAppendFormats ?? built.service.supportedAppendFormats ?? '',
    ).toLowerCase();
    const isTaken = (supportsAppend ?? built.service.supportsAppend) === true && formats.includes(FORMAT);
    const keepsIds = globalIdField(pair.source) === null || keepsGlobalIds(pair, built);
    return isTaken && keepsIds && hasAttachments !== true;
  });
}

/** What is appended where. */
interface Appending {
  /** The uploaded file. */
  fileId: string;
  /** Table in it, by the name that it has there. */
  table: string;
  url: string;
  pair: LayerPair;
  built: LayerService;
}

/**
 * Has the portal append the rows of an uploaded File Geodatabase item to one empty layer, and waits for it. After a lost answer it is waited until
 * the number of rows stays as it is.
 *
 * @returns whether the rows can be expected to be there
 * @throws ArcGISError ARCGIS_JOB_FAILED with the portal's words; nothing was appended then
 * @see https://developers.arcgis.com/rest/services-reference/enterprise/append-feature-service-layer-.htm
 */
export async function appendGeodatabase(
  target: WritablePortal,
  { fileId, table, url, pair, built }: Appending,
  signal?: AbortSignal,
): Promise<boolean> {
  const options = signal ? { signal } : {};
  let answer: Json;
  try {
    answer = await target.write<Json>(
      `${url}/append`,
      {
        appendItemId: fileId,
        appendUploadFormat: FORMAT,
        sourceTableName: table,
        ...fieldMappings(pair),
        upsert: false,
        useGlobalIds: keepsGlobalIds(pair, built),
        rollbackOnFailure: true,
      },
      options,
    );
  } catch (error) {
    if (!replyLost(error)) throw error;
    await settled(target, url, signal);
    return false;
  }
  const job = answer.statusUrl ?? answer.statusURL;
  if (typeof job !== 'string') {
    throw new ArcGISError(
      'ARCGIS_JOB_FAILED',
      `${target.url} did not say how far appending to layer ${layerLabel(pair.source)} is.`,
      { portal: target.url },
    );
  }
  const what = `Appending to layer ${layerLabel(pair.source)} in ${target.url}`;
  const deadline = target.clock.now() + DEADLINE;
  await waitForJob(target, { path: job, params: {}, deadline, what, partial: 'failed' }, options);
  return true;
}

/** Said only where names differ in more than case. */
function fieldMappings({ fields }: LayerPair): { fieldMappings?: string } {
  const differ = [...fields].some(([from, to]) => from.toLowerCase() !== to.toLowerCase());
  if (!differ) return {};
  return { fieldMappings: JSON.stringify([...fields].map(([sourceName, name]) => ({ name, sourceName }))) };
}

async function settled(target: WritablePortal, url: string, signal?: AbortSignal): Promise<void> {
  let before = -1;
  for (const wait of LOOKS) {
    await target.clock.sleep(wait, signal);
    const now = await countRows(target, url, '1=1', signal);
    if (now === before) return;
    before = now;
  }
}
