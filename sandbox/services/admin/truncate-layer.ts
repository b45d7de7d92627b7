import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import { layerOf, openForAdministration } from '../access.js';
import { takesTruncate } from '../layer-features.js';
import { rootOf, tableOf } from '../row-table.js';
import type { ServicesContext } from '../services-context.js';
import { adminStatusUrl } from '../status-url.js';

/**
 * Removes all rows, or only their attachments; the next row has ObjectID 1 again. Refused where the layer does not say
 * supportsTruncate. https://developers.arcgis.com/rest/services-reference/online/truncate-feature-layer-.htm
 */
export function truncateLayer(context: ServicesContext, call: Call): Record<string, unknown> {
  const service = openForAdministration(context, call);
  const layer = layerOf(context, service, call.route.layer);
  if (!takesTruncate(context, layer)) {
    const reason = layer.source ? 'The layer is a view.' : 'The layer is sync enabled or has views.';
    throw new PortalError(400, 'Unable to truncate layer.', { details: [reason] });
  }
  const { database } = context.store;
  const root = rootOf(layer);
  const files = database
    .all<{ file: string }>('SELECT file FROM attachment WHERE layer = ?', [root.key])
    .map((row) => row.file);
  database.transaction(() => {
    database.run('DELETE FROM attachment WHERE layer = ?', [root.key]);
    if (!call.params.boolean('attachmentOnly', false)) {
      database.run(`DELETE FROM ${tableOf(layer)}`);
      database.run('DELETE FROM sqlite_sequence WHERE name = ?', [tableOf(layer)]);
    }
    context.store.noteEdit(root);
  });
  context.files.remove(files);
  context.gate.touched(service.itemId);
  if (!call.params.boolean('async', false)) return { success: true };
  return adminStatusUrl(context, call, service, context.jobs.add(context.switches().jobMs));
}
