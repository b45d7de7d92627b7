import type { NodeStatus } from 'node-red';
import type { ArcGISError } from '../../lib/portal/arcgis-error.js';

/** How a node shows that its last message failed. */
export function statusOfError({ code }: ArcGISError): NodeStatus {
  if (code === 'ARCGIS_CANCELLED') return { fill: 'grey', shape: 'dot', text: 'status.cancelled' };
  if (code === 'ARCGIS_AUTH') return { fill: 'red', shape: 'ring', text: 'status.auth' };
  if (code === 'ARCGIS_NETWORK' || code === 'ARCGIS_TLS' || code === 'ARCGIS_TIMEOUT') {
    return { fill: 'red', shape: 'ring', text: 'status.unreachable' };
  }
  return { fill: 'red', shape: 'dot', text: 'status.failed' };
}
