import type { Caller } from '../../http/call.js';
import type { Layer, Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { DefinitionError } from './definition-error.js';

/**
 * The layer that a view names as a source. Only its owner and administrators may show it in a view. Throws DefinitionError if it
 * does not exist, or is not the caller's (undefined: the portal itself).
 */
export function sourceLayer(
  context: ServicesContext,
  view: Service,
  named: { sourceServiceName: string; sourceLayerId: number },
  caller: Caller | null | undefined,
): Layer {
  const service = context.store.find(view.folder, named.sourceServiceName, 'FeatureServer');
  const layer = service?.layers.find((one) => one.definition.id === Number(named.sourceLayerId));
  if (!layer) {
    throw new DefinitionError(
      `Layer ${named.sourceLayerId} of service '${named.sourceServiceName}' was not found.`,
    );
  }
  if (caller !== undefined && context.gate.access(layer.service.itemId, caller) !== 'admin') {
    throw new DefinitionError(
      `User does not have permissions to reference service '${named.sourceServiceName}'.`,
    );
  }
  return layer;
}
