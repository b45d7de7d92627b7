import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal } from '../portal/portal.js';
import { asArray, asJson, type Json, layerLabel } from './definition.js';
import type { LayerService } from './layer-service.js';
import { adminUrl } from './service-url.js';

/**
 * A warning for each thing of a service that has no way into another portal: attribute rules, replicas, webhooks, group layers. The source is asked only where
 * the service can have such a thing; what it does not tell is passed over.
 */
export async function leftBehind(
  source: ReadablePortal,
  service: LayerService,
  signal?: AbortSignal,
): Promise<Warning[]> {
  const options = signal ? { signal } : {};
  const listed = async (url: string, key: string): Promise<Json[]> => {
    try {
      const answer: unknown = await source.read<unknown>(url, {}, options);
      return asArray<Json>(Array.isArray(answer) ? answer : asJson(answer)[key]);
    } catch (error) {
      if (error instanceof ArcGISError && !['ARCGIS_CANCELLED', 'ARCGIS_AUTH'].includes(error.code))
        return [];
      throw error;
    }
  };
  const warnings = service.layers
    .filter((layer) => asArray(layer.attributeRules).length > 0)
    .map((layer) =>
      warning(
        `Layer ${layerLabel(layer)} has attribute rules, which are not copied. Set them up in the target by hand.`,
        `layers[${layer.id}]`,
      ),
    );
  const groups = asArray<Json>(service.service.layers).filter(({ type }) => type === 'Group Layer');
  if (groups.length > 0) {
    const names = groups.map(({ id, name }) => `${String(id)} ${String(name)}`).join(', ');
    warnings.push(
      warning(
        `The group layers ${names} are not copied: hosted layers cannot be put into groups. Their layers are.`,
      ),
    );
  }
  const capabilities = String(service.service.capabilities ?? '').split(',');
  if (service.service.syncEnabled === true) {
    const replicas = await listed(`${service.url}/replicas`, 'replicas');
    if (replicas.length > 0) {
      warnings.push(
        warning(
          `${replicas.length} offline copies (replicas) belong to the layer in the source. They go on with it; devices have to fetch the copy anew.`,
        ),
      );
    }
  }
  if (capabilities.includes('ChangeTracking')) {
    const hooks = await listed(`${adminUrl(service.url)}/webHooks`, 'webhooks');
    if (hooks.length > 0) {
      const names = hooks.map(({ name }) => `"${String(name ?? '?')}"`).join(', ');
      warnings.push(
        warning(
          `The webhooks ${names} are not copied: they may hold secrets. Set them up in the target by hand.`,
        ),
      );
    }
  }
  return warnings;
}

function warning(message: string, path?: string): Warning {
  return { code: 'NOT_COPIED', message, ...(path !== undefined && { path }) };
}
