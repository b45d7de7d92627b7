import { exportedTables } from '../export/exported-table.js';
import { PortalError } from '../http/answers.js';
import { envelopeOf } from '../services/geometry/geometry.js';
import type { ServicesContext } from '../services/services-context.js';
import type { CutLayer } from './cut-tiles.js';
import type { Json } from './tile-content.js';

const MERCATOR = { wkid: 102100, latestWkid: 3857 };

/**
 * The layers of an item's feature service, as tiles show them now. Tables are none. Throws PortalError for a service without layers, and for layers in a
 * spatial reference that the sandbox cannot bring to Web Mercator.
 */
export function layersToCut(context: ServicesContext, itemId: string): CutLayer[] {
  const service = context.store.ofItem(itemId);
  const tables = service ? exportedTables(context, service, { targetSR: MERCATOR }, '') : [];
  const layers = tables.filter(({ isTable }) => !isTable);
  if (layers.length === 0) throw new PortalError(400, 'The service has no layers.');
  return layers.map((table) => {
    if (table.projectTo)
      throw new PortalError(400, `The layer ${table.definition.name} cannot be projected.`);
    const { id, name, geometryType, fields, drawingInfo } = table.definition as unknown as Json;
    const boxes = [...table.rows()]
      .map(({ geometry }) => geometry && envelopeOf(geometry))
      .filter((box) => box !== null)
      .map(({ xmin, ymin, xmax, ymax }): CutLayer['boxes'][number] => [xmin, ymin, xmax, ymax]);
    return {
      id: Number(id),
      name: String(name),
      geometryType: String(geometryType),
      fields: Array.isArray(fields) ? fields : [],
      drawingInfo: (drawingInfo ?? {}) as Json,
      boxes,
    };
  });
}
