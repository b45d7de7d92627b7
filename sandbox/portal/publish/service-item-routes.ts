import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { contentOwner, folderOf } from '../access.js';
import { idToCreate } from '../items/add-item-routes.js';
import { applyItemParams, newItem } from '../items/item-params.js';
import { ownedWrite } from '../items/owned-routes.js';
import type { PortalContext } from '../portal-context.js';
import { checkPublisher, serviceItem, serviceUrl } from './hosted-service.js';

/** Making the items that stand for hosted services. */
export function serviceItemRoutes(portal: PortalContext): Route[] {
  return [...ownedWrite('/createService', (call) => createService(portal, call))];
}

/** A failure of createService carries an error without a code. */
function createService(portal: PortalContext, call: Call): unknown {
  const owner = contentOwner(portal, call);
  checkPublisher(call);
  const folder = folderOf(portal, owner.username, call.route.folder);
  const parameters = call.params.json<Record<string, unknown>>('createParameters');
  if (!parameters) throw new PortalError(400, "'createParameters' must be specified.");
  const isView = call.params.boolean('isView', parameters.isView === true);
  const outputType = call.params.text('outputType', 'featureService');
  if (outputType.toLowerCase() !== 'featureservice') {
    return {
      success: false,
      error: { message: `Create Service error: outputType '${outputType}' is not supported.` },
    };
  }
  const blank = newItem(idToCreate(portal, call), owner.username, folder?.id ?? null);
  try {
    portal.store.unsettled.put(blank.id, { id: blank.id, what: 'create' });
    const { name, path } = portal.services.create(parameters, blank.id, isView);
    applyItemParams(portal, Object.assign(blank, { type: 'Feature Service' }), call.params);
    const item = serviceItem(portal, blank, name, path, isView ? ['View Service'] : []);
    item.type = 'Feature Service';
    if (item.description === null && typeof parameters.serviceDescription === 'string') {
      item.description = parameters.serviceDescription || null;
    }
    portal.store.saveItem(item);
    const url = serviceUrl(portal, path, call.secure);
    return {
      encodedServiceURL: encodeURI(url),
      itemId: item.id,
      name,
      serviceItemId: item.id,
      serviceurl: url,
      size: -1,
      success: true,
      type: 'Feature Service',
      isView,
    };
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    return { success: false, error: { message: error.message, details: error.details }, isView };
  } finally {
    portal.store.unsettled.delete(blank.id);
  }
}
