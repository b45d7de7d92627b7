import type { PortalContext } from '../portal-context.js';

interface Views {
  count: number;
  last: number;
}

/** Not kept beyond the end of the process: nothing but a number that everybody may see hangs on it. */
const views = new WeakMap<object, Map<string, Views>>();

/** How often an item was looked at, and when last. */
export function viewsOf({ store }: Pick<PortalContext, 'store'>, id: string): Views {
  return views.get(store)?.get(id) ?? { count: 0, last: -1 };
}

/** Notes that somebody looks at the item. */
export function noteView(portal: Pick<PortalContext, 'store'>, id: string): void {
  const known = views.get(portal.store) ?? new Map<string, Views>();
  known.set(id, { count: viewsOf(portal, id).count + 1, last: Date.now() });
  views.set(portal.store, known);
}
