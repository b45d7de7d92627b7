import type { Warning } from '../items/findings.js';
import type { LayerService } from './layer-service.js';
import { acceptedCapabilities } from './prepare-layer.js';

/** A warning if the service has capabilities that the target does not know: Enterprise refuses a definition with them. */
export function unknownCapabilities(
  { service }: Pick<LayerService, 'service'>,
  target: { isPortal: boolean },
): Warning[] {
  const known = acceptedCapabilities(service.capabilities, target).split(',');
  const unknown = acceptedCapabilities(service.capabilities, { isPortal: false })
    .split(',')
    .filter((one) => one !== '' && !known.includes(one));
  if (unknown.length === 0) return [];
  return [
    {
      code: 'NOT_COPIED',
      message: `The target does not know the capabilities ${unknown.join(', ')}: the copy goes without them.`,
      path: 'capabilities',
    },
  ];
}
