import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { DefinitionError } from './definition-error.js';
import { jsonList } from './json-list.js';

type Json = Record<string, unknown>;

/** Holds the sources of a view while layers are added to it. */
export interface ViewLocks {
  /** Throws DefinitionError if another view is being made of one of them. */
  during<T>(work: () => T): Promise<T>;
}

/** What adding these layers to a service locks; null where portals lock nothing. */
export function viewLocks(context: ServicesContext, service: Service, sent: Json): ViewLocks | null {
  const { viewLocks: locks, viewMs } = context.switches();
  if (!service.isView || !locks) return null;
  const names = new Set([...jsonList(sent.layers), ...jsonList(sent.tables)].flatMap(sourceNames));
  const keys = [...names].flatMap(
    (name) => context.store.find(service.folder, name, 'FeatureServer')?.key ?? [],
  );
  return {
    during: async (work) => {
      if (keys.some((key) => context.locked.has(key))) {
        throw new DefinitionError('The service is locked because it is modified by another thread.');
      }
      for (const key of keys) context.locked.add(key);
      try {
        await sleep(viewMs);
        return work();
      } finally {
        for (const key of keys) context.locked.delete(key);
      }
    },
  };
}

function sourceNames(entry: Json): string[] {
  const info = (entry.adminLayerInfo as Json | undefined)?.viewLayerDefinition as Json | undefined;
  const table = info?.table as Json | undefined;
  const all = [info, table, ...jsonList(table?.relatedTables)];
  return all.flatMap((one) => (typeof one?.sourceServiceName === 'string' ? [one.sourceServiceName] : []));
}
