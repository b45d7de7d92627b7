import { PortalError } from '../../http/answers.js';
import type { Call, Caller } from '../../http/call.js';
import { newId } from '../../store/portal-store.js';
import type { ItemRecord, RelationRecord } from '../../store/records.js';
import { accessTo, forbidden, isAdmin, noSuchItem } from '../access.js';
import type { PortalContext } from '../portal-context.js';

export interface Relation {
  origin: string;
  destination: string;
  type: string;
  creator?: string;
}

type Owned = 'none' | 'destination' | 'both';

/**
 * The types of relations, and which of the two items must belong to who relates them.
 * https://developers.arcgis.com/rest/users-groups-and-items/relationship-types/
 */
const TYPES: Record<string, Owned> = {
  APIKey2Item: 'none',
  Area2CustomPackage: 'none',
  Area2Package: 'none',
  Item2Attachment: 'none',
  Item2Report: 'none',
  Listed2Provisioned: 'none',
  Map2AppConfig: 'none',
  Map2Area: 'none',
  Map2FeatureCollection: 'none',
  Map2Service: 'none',
  MobileApp2Code: 'none',
  Service2Data: 'both',
  Service2Layer: 'none',
  Service2Route: 'none',
  Service2Service: 'both',
  Service2Style: 'destination',
  Solution2Item: 'none',
  Style2Style: 'destination',
  Survey2Data: 'none',
  Survey2Service: 'none',
  SurveyAddIn2Data: 'none',
  Theme2Story: 'none',
  TrackView2Map: 'none',
  WebStyle2DesktopStyle: 'none',
  WMA2Code: 'none',
  WorkforceMap2FeatureService: 'none',
};

/** Relates two items as the portal does by itself, for example when a file is published. */
export function relate(portal: Pick<PortalContext, 'store'>, relation: Relation): void {
  const id = newId();
  portal.store.relations.put(id, { id, ...relation });
}

/** The relation that there is already. */
export function knownRelation(
  portal: Pick<PortalContext, 'store'>,
  one: Relation,
): RelationRecord | undefined {
  return portal.store.relations.find(
    (two) => two.origin === one.origin && two.destination === one.destination && two.type === one.type,
  );
}

/**
 * The relation that the parameters `originItemId`, `destinationItemId` and `relationshipType` name.
 * @param made an item that is being made: the end that is not named
 * @throws PortalError for an unknown type, items that the caller does not see, or that must be the caller's own
 */
export function relationOf(
  portal: PortalContext,
  call: Call,
  made?: ItemRecord,
): Required<Relation> | undefined {
  const { params } = call;
  const type = params.text('relationshipType', params.text('relationshipTypes', ''));
  if (made && type === '') return undefined;
  const owned = TYPES[type];
  if (!owned) throw new PortalError(400, `Relationship type '${type}' is not valid.`);
  const caller = call.caller as Caller;
  const end = (name: string): ItemRecord => {
    const id = params.text(name, '');
    const item = id === '' ? made : portal.store.item(id);
    if (!item || item.recycled !== null || accessTo(portal, item, caller) === 'none') throw noSuchItem();
    return item;
  };
  const origin = end('originItemId');
  const destination = end('destinationItemId');
  const own = (item: ItemRecord) => item.owner === caller.username || isAdmin(caller);
  if ((owned !== 'none' && !own(destination)) || (owned === 'both' && !own(origin))) throw forbidden();
  return { origin: origin.id, destination: destination.id, type, creator: caller.username };
}
