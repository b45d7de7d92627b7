import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import { pageOf } from '../search/page.js';
import { newId } from '../store/portal-store.js';
import { accessTo, contentOwner, noSuchItem } from './access.js';
import { itemJson } from './item-json.js';
import type { PortalContext } from './portal-context.js';

/** https://developers.arcgis.com/rest/users-groups-and-items/relationship-types/ */
const TYPES = new Set(
  (
    'APIKey2Item Area2CustomPackage Area2Package Item2Attachment Item2Report Listed2Provisioned Map2AppConfig Map2Area ' +
    'Map2FeatureCollection Map2Service MobileApp2Code Service2Data Service2Layer Service2Route Service2Service ' +
    'Service2Style Solution2Item Style2Style Survey2Data Survey2Service SurveyAddIn2Data Theme2Story TrackView2Map ' +
    'WebStyle2DesktopStyle WMA2Code WorkforceMap2FeatureService'
  ).split(' '),
);

/** Relations between items. */
export function relationRoutes(portal: PortalContext): Route[] {
  const write = (path: string, handler: (call: Call) => unknown): Route => ({
    path: `/content/users/:user/${path}`,
    write: true,
    needsToken: true,
    methods: ['POST'],
    handler,
  });
  return [
    { path: '/content/items/:id/relatedItems', handler: (call) => relatedItems(portal, call) },
    write('addRelationship', (call) => addRelation(portal, call)),
    write('deleteRelationship', (call) => deleteRelation(portal, call)),
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
  if (!portal.store.item(id)?.typeKeywords.includes('View Service')) return [];
  const sources: string[] = [];
  for (const one of portal.store.items()) {
    if (one.service !== null && portal.services.dependentViews(one.id).includes(id)) sources.push(one.id);
  }
  return sources;
}

interface Asked {
  origin: string;
  destination: string;
  type: string;
}

function asked(portal: PortalContext, call: Call): Asked {
  contentOwner(portal, call);
  const { params } = call;
  const type = params.text('relationshipType', params.text('relationshipTypes', ''));
  if (!TYPES.has(type)) throw new PortalError(400, `Relationship type '${type}' is not valid.`);
  const origin = params.text('originItemId', '');
  const destination = params.text('destinationItemId', '');
  for (const id of [origin, destination]) {
    const item = portal.store.item(id);
    if (!item || item.recycled !== null || accessTo(portal, item, call.caller) === 'none') throw noSuchItem();
  }
  return { origin, destination, type };
}

function known(portal: PortalContext, one: Asked) {
  return portal.store.relations.find(
    (two) => two.origin === one.origin && two.destination === one.destination && two.type === one.type,
  );
}

function addRelation(portal: PortalContext, call: Call): unknown {
  const relation = asked(portal, call);
  if (known(portal, relation)) throw new PortalError(400, 'Relationship already exists.');
  relate(portal, relation);
  return { success: true };
}

/** Relates two items as the portal does by itself, for example when a file is published. */
export function relate(portal: Pick<PortalContext, 'store'>, relation: Asked): void {
  const id = newId();
  portal.store.relations.put(id, { id, ...relation });
}

function deleteRelation(portal: PortalContext, call: Call): unknown {
  const relation = known(portal, asked(portal, call));
  if (!relation) throw new PortalError(400, 'Relationship does not exist.');
  portal.store.relations.delete(relation.id);
  return { success: true };
}
