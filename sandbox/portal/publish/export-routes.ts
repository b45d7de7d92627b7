import { EXPORT_FORMATS } from '../../export/export-service.js';
import type { ExportParameters } from '../../export/exported-table.js';
import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { spatialReferenceOf } from '../../services/geometry/reproject.js';
import { newId } from '../../store/portal-store.js';
import type { ItemRecord, Job } from '../../store/records.js';
import { accessTo, contentOwner, forbidden, readableItem } from '../access.js';
import { contentTypeOf, fileNameTaken } from '../files/item-content.js';
import { checkStorage } from '../files/storage-limit.js';
import { applyItemParams, newItem } from '../items/item-params.js';
import { ownedWrite } from '../items/owned-routes.js';
import type { PortalContext } from '../portal-context.js';
import { newJob, runJob, waitForJob } from './jobs.js';

/** Exporting hosted feature layers to files. */
export function exportRoutes(portal: PortalContext): Route[] {
  return ownedWrite('/export', (call) => exportItem(portal, call));
}

/** The file's item is there at once, in the root of the user's content; its file when the job is completed. */
function exportItem(portal: PortalContext, call: Call): unknown {
  const owner = contentOwner(portal, call);
  const { params } = call;
  const source = readableItem(portal, params.text('itemId'), call.caller);
  const asked = params.text('exportFormat', '').trim().toLowerCase();
  const format = Object.keys(EXPORT_FORMATS).find((name) => name.toLowerCase() === asked);
  if (source.type !== 'Feature Service' || source.service === null)
    throw refused('The item cannot be exported.');
  if (!format) throw refused(`Export format '${params.text('exportFormat', '')}' is not supported.`);
  if (!call.caller?.privileges.includes('portal:user:createItem') || !mayExport(portal, source, call))
    throw forbidden();
  const title = params.text('title', '').trim() || source.title;
  const parameters = exportParameters(call);
  const name = `${title.replace(/[/\\:*?"<>|]/g, '_')}.${portal.services.exportEnding(source.id, format, parameters)}`;
  const type = format === 'CSV' && name.endsWith('.zip') ? 'CSV Collection' : format;
  checkTitle(portal, owner.username, title, type, name);
  const item = newItem(newId(), owner.username, null);
  item.type = type;
  applyItemParams(portal, item, params);
  const job = newJob(portal, 'export');
  Object.assign(item, { type, title, name, exportedFrom: source.id, job });
  portal.store.saveItem(item);
  const request = { source, format, parameters, username: owner.username };
  runJob(portal, item.id, () => makeFile(portal, item, job, request));
  return {
    type,
    size: Math.max(0, source.size),
    jobId: job.id,
    exportItemId: item.id,
    serviceItemId: source.id,
    exportFormat: format,
  };
}

async function makeFile(
  portal: PortalContext,
  item: ItemRecord,
  job: Job,
  request: { source: ItemRecord; format: string; parameters: ExportParameters; username: string },
): Promise<void> {
  const name = item.name ?? item.id;
  const data = await portal.store.files.make(name, contentTypeOf(name, 'application/octet-stream'), (to) =>
    portal.services.export({
      itemId: request.source.id,
      format: request.format,
      parameters: request.parameters,
      username: request.username,
      to,
    }),
  );
  await waitForJob(job);
  const now = portal.store.item(item.id);
  if (!now) return portal.store.files.remove([data]);
  try {
    checkStorage(portal, data.bytes);
  } catch (error) {
    portal.store.files.remove([data]);
    throw error;
  }
  const modified = Math.max(Date.now(), now.modified + 1);
  portal.store.saveItem({ ...now, data, size: data.bytes, modified });
}

/** The owner and administrators may, and others where the service has the capability Extract. A view needs it of its sources as well. */
function mayExport(portal: PortalContext, source: ItemRecord, call: Call): boolean {
  const allowed = (id: string): boolean => {
    const item = portal.store.item(id);
    return (
      (item !== undefined && accessTo(portal, item, call.caller) === 'admin') ||
      portal.services.capabilitiesOf(id)?.includes('Extract') === true
    );
  };
  return [source.id, ...portal.services.sourcesOf(source.id)].every(allowed);
}

function checkTitle(portal: PortalContext, owner: string, title: string, type: string, name: string): void {
  for (const item of portal.store.items()) {
    if (item.owner !== owner || item.service !== null) continue;
    if (item.name !== name && !(item.title === title && item.type === type)) continue;
    throw fileNameTaken(portal, item);
  }
}

function exportParameters(call: Call): ExportParameters {
  const { layers, targetSR } = call.params.json<Record<string, unknown>>('exportParameters') ?? {};
  return {
    ...(Array.isArray(layers) && layers.length > 0 ? { layers } : {}),
    targetSR: spatialReferenceOf(targetSR),
  };
}

function refused(detail: string): PortalError {
  return new PortalError(400, 'Unable to export item.', { details: [detail] });
}
