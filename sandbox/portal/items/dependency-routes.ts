import { readFileSync } from 'node:fs';
import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { pageOf } from '../../search/page.js';
import type { ItemRecord } from '../../store/records.js';
import { accessTo, readableItem } from '../access.js';
import type { PortalContext } from '../portal-context.js';

/** What items refer to, and what refers to them, as ArcGIS Online knows it. ArcGIS Enterprise here knows of nothing. */
export function dependencyRoutes(portal: PortalContext): Route[] {
  return [
    {
      path: '/content/items/:id/dependencies/listDependentsTo',
      needsToken: true,
      handler: (call) => {
        if (portal.kind !== 'online') throw new PortalError(400, 'Invalid URL', { details: [] });
        const item = readableItem(portal, call.route.id, call.caller);
        return listed(
          call,
          visible(portal, call).filter((one) => refersTo(portal, one, item)),
        );
      },
    },
    {
      path: '/content/items/:id/dependencies',
      handler: (call) => {
        const item = readableItem(portal, call.route.id, call.caller);
        const known = portal.kind === 'online' ? visible(portal, call) : [];
        return listed(
          call,
          known.filter((one) => refersTo(portal, item, one)),
        );
      },
    },
  ];
}

function visible(portal: PortalContext, call: Call): ItemRecord[] {
  return [...portal.store.items()].filter(
    (item) => item.recycled === null && accessTo(portal, item, call.caller) !== 'none',
  );
}

function listed(call: Call, items: ItemRecord[]): unknown {
  const { page, ...rest } = pageOf(items, call.params);
  return { ...rest, list: page.map(({ id }) => ({ dependencyType: 'id', id })) };
}

/** Whether the text of an item names the other one, or its service; and whether it is a view of it. */
function refersTo(portal: PortalContext, item: ItemRecord, other: ItemRecord): boolean {
  if (item.id === other.id) return false;
  if (item.service !== null) return portal.services.sourcesOf(item.id).includes(other.id);
  const text = textOf(portal, item);
  return (
    text.includes(other.id) || (other.service !== null && other.url !== null && text.includes(other.url))
  );
}

function textOf(portal: PortalContext, item: ItemRecord): string {
  const data = item.data && item.dataIsText ? readFileSync(portal.store.files.path(item.data), 'utf8') : '';
  return `${data} ${item.url ?? ''} ${JSON.stringify(item.properties)}`;
}
