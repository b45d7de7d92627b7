import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord } from '../../store/records.js';
import { accessTo, isAdmin, noSuchItem, readableItem, writableItem } from '../access.js';
import { ownedRead } from '../items/owned-routes.js';
import type { PortalContext } from '../portal-context.js';
import { statusOf } from './jobs.js';

/** The state of jobs. */
export function jobRoutes(portal: PortalContext): Route[] {
  return ownedRead('/items/:id/status', (call) => status(portal, call));
}

/**
 * A job is asked for by the item that it makes, or by the item that it is made from: clients do both. The source of an export may
 * be somebody else's.
 */
function status(portal: PortalContext, call: Call): unknown {
  const id = call.params.text('jobId', '');
  const type = call.params.text('jobType', '').toLowerCase();
  const made = (id !== '' || type === 'export' || type === 'publish') && madeFrom(portal, call, id, type);
  if (made) return statusOf(made);
  const item = writableItem(portal, call, 'edit');
  if (id !== '' && item.job?.id !== id) throw new PortalError(400, 'Job does not exist or is inaccessible.');
  return statusOf(item);
}

/** The item that the job makes of the item that the route names; without the job's id the youngest of its kind. */
function madeFrom(portal: PortalContext, call: Call, id: string, type: string): ItemRecord | undefined {
  const source = call.route.id;
  const found = [...portal.store.items()].filter(
    (item) =>
      (item.exportedFrom === source || item.publishedFrom === source) &&
      item.job !== null &&
      (id !== '' ? item.job.id === id : item.job.type === type),
  );
  const [youngest] = found.sort((a, b) => b.created - a.created);
  if (!youngest) return undefined;
  readableItem(portal, source, call.caller);
  const own = call.caller?.username === call.route.user || isAdmin(call.caller);
  if (!own || accessTo(portal, youngest, call.caller) !== 'admin') throw noSuchItem();
  return youngest;
}
