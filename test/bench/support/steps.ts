import type { ReadablePortal, WritablePortal } from '../../../lib/portal/portal.js';

/** Requests by step: what was asked of which side. */
export type Steps = Record<string, number>;

const NAMES: [RegExp, string][] = [
  [/\/search$/, 'search'],
  [/\/items\/\w{32}$/, 'read item'],
  [/\/items\/\w{32}\/data$/, 'read data'],
  [/\/items\/\w{32}\/resources$/, 'list resources'],
  [/\/items\/\w{32}\/relatedItems$/, 'related items'],
  [/\/items\/\w{32}\/info\//, 'metadata and thumbnail'],
  [/\/addItem$/, 'add item'],
  [/\/update$/, 'update item'],
  [/\/createService$/, 'create service'],
  [/\/rest\/admin\//, 'definition'],
  [/\/FeatureServer(\/layers)?$/, 'read service'],
  [/\/FeatureServer\/\d+\/\w+$/, 'rows'],
  [/\/content\/users\/[^/]+(\/\w{32})?$/, 'list content'],
];

function stepOf(target: string): string {
  const path = target.replace(/[?#].*$/, '');
  return NAMES.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
}

/** The portal, with its calls counted by step; with `oneAtATime`, each call waits for the end of the one before, of all portals that share it. */
export function watched<T extends ReadablePortal>(
  portal: T,
  side: 'source' | 'target',
  steps: Steps,
  oneAtATime?: { last: Promise<unknown> },
): T {
  return new Proxy(portal as unknown as WritablePortal, {
    get(real, name) {
      const value: unknown = Reflect.get(real, name);
      if (typeof value !== 'function') return value;
      if (!['read', 'readText', 'stream', 'write'].includes(String(name))) return value.bind(real);
      return (target: string, ...rest: unknown[]) => {
        const step = `${side}: ${stepOf(target)}`;
        steps[step] = (steps[step] ?? 0) + 1;
        const ask = (): Promise<unknown> => value.call(real, target, ...rest);
        if (!oneAtATime) return ask();
        const answer = oneAtATime.last.then(ask, ask);
        oneAtATime.last = answer;
        return answer;
      };
    },
  }) as unknown as T;
}
