import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { GroupRecord } from '../../store/records.js';
import { categoryPaths, givenSchema } from '../organisation/category-schema.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { groupOf, managedGroup } from './group-of.js';

/** Most items of one call. */
const MOST = 100;

/** A group's own tree of categories, and which of its items are in which. */
export function groupCategoryRoutes(portal: PortalContext): Route[] {
  if (!portal.profile.atLeast('10.6')) return [];
  const group = '/community/groups/:id';
  const assign = (call: Call) => assignToItems(portal, call);
  return [
    {
      path: `${group}/categorySchema`,
      handler: (call) => ({ categorySchema: groupOf(portal, call).categorySchema ?? [] }),
    },
    writeRoute(`${group}/assignCategorySchema`, (call) => {
      const known = managedGroup(portal, call);
      portal.store.groups.put(known.id, { ...known, categorySchema: givenSchema(call) });
      return { success: true };
    }),
    writeRoute(`${group}/deleteCategorySchema`, (call) => {
      const { categorySchema: _schema, itemCategories: _items, ...rest } = managedGroup(portal, call);
      portal.store.groups.put(rest.id, rest);
      return { success: true };
    }),
    // Clients call it by each of these.
    writeRoute(`${group}/updateItems`, assign),
    writeRoute('/content/groups/:id/updateItems', assign),
    writeRoute('/content/groups/:id/updateCategories', assign),
  ];
}

/** `items` is a list of `{ "<item id>": { "categories": ["/Categories/…"] } }`. */
function assignToItems(portal: PortalContext, call: Call): unknown {
  const group = managedGroup(portal, call);
  const given = call.params.json<Record<string, { categories?: string[] }>[]>('items') ?? [];
  if (given.length > MOST) throw new PortalError(400, `Only ${MOST} items can be updated at a time.`);
  const known = new Set(categoryPaths(group.categorySchema ?? []));
  const itemCategories = { ...group.itemCategories };
  const results = given
    .flatMap((one) => Object.entries(one))
    .map(([itemId, { categories = [] }]) => {
      const error = refusal(portal, group, known, itemId, categories);
      if (error) return { itemId, success: false, ...error.toJSON() };
      itemCategories[itemId] = categories;
      return { itemId, success: true };
    });
  portal.store.groups.put(group.id, { ...group, itemCategories });
  return { results };
}

function refusal(
  portal: PortalContext,
  group: GroupRecord,
  known: Set<string>,
  itemId: string,
  categories: string[],
): PortalError | undefined {
  if (!portal.store.item(itemId)?.groups.includes(group.id)) {
    return new PortalError(400, 'Item does not exist or is inaccessible.', { messageCode: 'CONT_0001' });
  }
  const unknown = categories.find((path) => !known.has(path.toLowerCase()));
  return unknown === undefined
    ? undefined
    : new PortalError(400, `Category '${unknown}' does not exist in the category schema.`);
}
