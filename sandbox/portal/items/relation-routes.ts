import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { pageOf } from '../../search/page.js';
import { accessTo, contentOwner, forbidden, isAdmin } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { itemJson } from './item-json.js';
import { knownRelation, type Relation, relate, relationOf } from './relate.js';

/** Relations between items. */
export function relationRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/content/items/:id/relatedItems', handler: (call) => relatedItems(portal, call) },
    writeRoute('/content/users/:user/addRelationship', (call) => addRelation(portal, call)),
    writeRoute('/content/users/:user/deleteRelationship', (call) => deleteRelation(portal, call)),
  ];
}

/** Related items that the caller cannot see are left out. A view is related to the services it shows, which nobody has to say. */
function relatedItems(portal: PortalContext, call: Call): unknown {
  const item = portal.store.item(call.route.id ?? '');
  if (!item || item.recycled !== null || accessTo(portal, item, call.caller) === 'none') {
    throw new PortalError(500, 'Item does not exist or is inaccessible.', { messageCode: 'CONT_0004' });
  }
  const types = new Set([...call.params.list('relationshipType'), ...call.params.list('relationshipTypes')]);
  const reverse = call.params.text('direction', 'forward').toLowerCase() === 'reverse';
  const ids = new Set<string>();
  for (const { origin, destination, type } of portal.store.relations.values()) {
    if (types.size > 0 && !types.has(type)) continue;
    if (!reverse && origin === item.id) ids.add(destination);
    if (reverse && destination === item.id) ids.add(origin);
  }
  if (types.size === 0 || types.has('Service2Data')) {
    for (const id of reverse ? viewsOf(portal, item.id) : sourcesOf(portal, item.id)) ids.add(id);
  }
  const items = [...ids]
    .map((id) => portal.store.item(id))
    .filter((one) => one !== undefined)
    .filter((one) => one.recycled === null && accessTo(portal, one, call.caller) !== 'none');
  const { page, ...rest } = pageOf(items, call.params);
  return {
    ...rest,
    nextkey: null,
    aggregations: { total: { count: 0, name: 'total' } },
    relatedItems: page.map((one) => itemJson(portal, one, { caller: call.caller, secure: call.secure })),
  };
}

function viewsOf(portal: PortalContext, id: string): string[] {
  return portal.store.item(id)?.service == null ? [] : portal.services.dependentViews(id);
}

function sourcesOf(portal: PortalContext, id: string): string[] {
  return portal.store.item(id)?.service == null ? [] : portal.services.sourcesOf(id);
}

function asked(portal: PortalContext, call: Call): Required<Relation> {
  contentOwner(portal, call);
  return relationOf(portal, call) as Required<Relation>;
}

function addRelation(portal: PortalContext, call: Call): unknown {
  const relation = asked(portal, call);
  if (knownRelation(portal, relation)) throw new PortalError(400, 'Relationship already exists.');
  relate(portal, relation);
  return { success: true };
}

/** Only who has made a relation can remove it. */
function deleteRelation(portal: PortalContext, call: Call): unknown {
  const relation = knownRelation(portal, asked(portal, call));
  if (!relation) throw new PortalError(400, 'Relationship does not exist.');
  const own = relation.creator === undefined || relation.creator === call.caller?.username;
  if (!own && !isAdmin(call.caller)) throw forbidden();
  portal.store.relations.delete(relation.id);
  return { success: true };
}
