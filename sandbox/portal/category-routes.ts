import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import type { CategoryRecord } from '../store/records.js';
import { forbidden, isAdmin } from './access.js';
import type { PortalContext } from './portal-context.js';

/** Key of the organisation's one schema in the store. */
const SCHEMA = 'categorySchema';

/** The organisation's tree of content categories: reading it, and setting it as a whole. */
export function categoryRoutes(portal: PortalContext): Route[] {
  return ['self', portal.orgId].flatMap((id): Route[] => [
    { path: `/portals/${id}/categorySchema`, handler: () => ({ categorySchema: schemaOf(portal) }) },
    {
      path: `/portals/${id}/assignCategorySchema`,
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => assign(portal, call),
    },
  ]);
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
  const known = new Set(pathsOf(schema, ''));
  const unknown = paths.find((path) => !known.has(path.toLowerCase()));
  if (unknown !== undefined) {
    throw new PortalError(400, `Category '${unknown}' does not exist in the category schema.`);
  }
}

function assign(portal: PortalContext, call: Call): unknown {
  if (!isAdmin(call.caller)) throw forbidden();
  const given = call.params.json<{ categorySchema?: CategoryRecord[] }>('categorySchema');
  if (!Array.isArray(given?.categorySchema)) {
    throw new PortalError(400, "'categorySchema' must be specified.");
  }
  portal.store.organisation.put(SCHEMA, { categorySchema: given.categorySchema.map(whole) });
  return { success: true };
}

function whole({ title, description, categories = [] }: Partial<CategoryRecord>): CategoryRecord {
  if (typeof title !== 'string' || title === '') throw new PortalError(400, 'A category has no title.');
  return { title, ...(description === undefined ? {} : { description }), categories: categories.map(whole) };
}

function pathsOf(categories: CategoryRecord[], above: string): string[] {
  return categories.flatMap(({ title, categories: below }) => {
    const path = `${above}/${title.toLowerCase()}`;
    return [path, ...pathsOf(below, path)];
  });
}
