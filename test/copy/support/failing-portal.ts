import { ArcGISError } from '../../../lib/portal/arcgis-error.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';

/** The portal, with its line cut whenever a write goes to what `breaks` says. Reads go on. */
export function failingPortal(
  portal: WritablePortal,
  breaks: (target: string, params: Record<string, unknown>) => boolean,
): WritablePortal {
  return new Proxy(portal, {
    get(real, name) {
      if (name === 'write') {
        return async (target: string, ...rest: [Record<string, unknown>?, object?]) => {
          if (breaks(target, rest[0] ?? {}))
            throw new ArcGISError('ARCGIS_NETWORK', 'The connection was cut.');
          return real.write(target, ...rest);
        };
      }
      const value: unknown = Reflect.get(real, name);
      return typeof value === 'function' ? value.bind(real) : value;
    },
  });
}
