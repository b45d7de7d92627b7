import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { CategoryRecord } from '../../store/records.js';
import { accessTo, forbidden, isAdmin, noSuchItem } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { categoryPaths, givenSchema } from './category-schema.js';

/** Key of the organisation's one schema in the store. */
const SCHEMA = 'categorySchema';
/** Most items of one updateItems call. */
const MOST = 100;

/** The organisation's tree of content categories: reading it, and setting it as a whole. There since ArcGIS Enterprise 10.6. */
export function categoryRoutes(portal: PortalContext): Route[] {
  if (!portal.profile.atLeast('10.6')) return [];
  return [
    writeRoute('/content/updateItems', (call) => assignToItems(portal, call)),
    ...['self', portal.orgId].flatMap((id): Route[] => [
      { path: `/portals/${id}/categorySchema`, handler: () => ({ categorySchema: schemaOf(portal) }) },
      writeRoute(`/portals/${id}/assignCategorySchema`, (call) => assign(portal, call, givenSchema(call))),
      writeRoute(`/portals/${id}/deleteCategorySchema`, (call) => assign(portal, call, [])),
    ]),
  ];
}

function schemaOf({ store }: Pick<PortalContext, 'store'>): CategoryRecord[] {
  return store.organisation.get(SCHEMA)?.categorySchema ?? [];
}

export function hasCategorySchema(portal: Pick<PortalContext, 'store'>): boolean {
  return schemaOf(portal).length > 0;
}

/** Refuses paths such as "/Categories/Water" that are not in the schema. Without a schema every path is taken. */
export function checkCategories(portal: Pick<PortalContext, 'store'>, paths: string[]): void {
  const schema = schemaOf(portal);
  if (schema.length === 0) return;
  const known = new Set(categoryPaths(schema));
  const unknown = paths.find((path) => !known.has(path.toLowerCase()));
  if (unknown !== undefined) {
    throw new PortalError(400, `Category '${unknown}' does not exist in the category schema.`);
  }
}

function assign(portal: PortalContext, call: Call, categorySchema: CategoryRecord[]): unknown {
  if (!isAdmin(call.caller)) throw forbidden();
  portal.store.organisation.put(SCHEMA, { categorySchema });
  return { success: true };
}

/** `items` is a list of `{ "<item id>": { "categories": ["/Categories/…"] } }`. */
function assignToItems(portal: PortalContext, call: Call): unknown {
  const given = call.params.json<Record<string, { categories?: string[] }>[]>('items') ?? [];
  if (given.length > MOST) throw new PortalError(400, `Only ${MOST} items can be updated at a time.`);
  const results = given
    .flatMap((one) => Object.entries(one))
    .map(([itemId, { categories = [] }]) => {
      try {
        const item = portal.store.item(itemId);
        if (!item || item.recycled !== null) throw noSuchItem();
        if (!['edit', 'admin'].includes(accessTo(portal, item, call.caller))) throw forbidden();
        checkCategories(portal, categories);
        portal.store.saveItem({ ...item, categories, modified: Math.max(Date.now(), item.modified + 1) });
        return { itemId, success: true };
      } catch (error) {
        if (!(error instanceof PortalError)) throw error;
        return { itemId, success: false, ...error.toJSON() };
      }
    });
  return { results };
}
