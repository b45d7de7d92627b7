import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import { visibleFieldsOf } from '../layer-fields.js';
import { tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import type { SqlValue } from '../sql/sql-fragment.js';
import { allOf } from './all-of.js';
import { attributesOf, geometryView } from './query-features.js';
import { objectIdFilter, viewFilter } from './row-filter.js';

/** `<layer>/<ObjectID>`: one row. */
export function featureJson(context: ServicesContext, layer: Layer, call: Call): Record<string, unknown> {
  const filter = allOf([viewFilter(context, layer), objectIdFilter(layer, [Number(call.route.row)])]);
  const [row] = context.store.database.all<Record<string, SqlValue>>(
    `SELECT * FROM ${tableOf(layer)} WHERE ${filter.sql}`,
    filter.params,
  );
  if (!row) {
    throw new PortalError(404, 'Unable to complete operation.', { details: ['Feature does not exist.'] });
  }
  const attributes = attributesOf(row, visibleFieldsOf(layer));
  if (!layer.definition.geometryType) return { feature: { attributes } };
  return { feature: { attributes, geometry: geometryView(context, layer, call, false).show(row['!shape']) } };
}
