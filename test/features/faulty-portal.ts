import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { WritablePortal, WriteOptions } from '../../lib/portal/portal.js';

/** What happens to one call; the call itself goes over HTTP as always. */
export interface Fault {
  /** Calls whose path ends so. */
  operation: string;
  /** The how-manieth such call, from 1. */
  call: number;
  /** Before the call is sent: may change its parameters. */
  before?: (params: Record<string, unknown>) => Record<string, unknown>;
  /** The call was done, but its answer is lost. */
  answerLost?: boolean;
  /** The call is not sent: the portal refuses it with these words. */
  refused?: string;
}

/** The portal with faults in some of its writes, and waits that take no time. */
export function faulty(portal: WritablePortal, faults: Fault[]): WritablePortal {
  const calls = new Map<string, number>();
  const clock = { now: () => portal.clock.now(), sleep: async () => {} };
  const write = async <T>(
    target: string,
    params: Record<string, unknown> = {},
    options?: WriteOptions,
  ): Promise<T> => {
    const operation = target.slice(target.lastIndexOf('/') + 1);
    const call = (calls.get(operation) ?? 0) + 1;
    calls.set(operation, call);
    const fault = faults.find((one) => one.operation === operation && one.call === call);
    if (fault?.refused) {
      throw new ArcGISError('ARCGIS_UNEXPECTED', fault.refused, {
        esriCode: 400,
        portalMessage: fault.refused,
      });
    }
    const answer = await portal.write<T>(target, fault?.before?.(params) ?? params, options);
    if (fault?.answerLost) throw new ArcGISError('ARCGIS_NETWORK', 'The connection was reset.');
    return answer;
  };
  return new Proxy(portal, {
    get(real, key) {
      if (key === 'write') return write;
      if (key === 'clock') return clock;
      const value: unknown = Reflect.get(real, key, real);
      return typeof value === 'function' ? value.bind(real) : value;
    },
  });
}
