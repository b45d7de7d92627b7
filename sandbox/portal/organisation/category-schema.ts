import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { CategoryRecord } from '../../store/records.js';

/** Deepest level and longest list of a tree of categories. */
const DEEPEST = 4;
const MOST = 200;

/** The tree of the parameter `categorySchema`, checked. */
export function givenSchema(call: Call): CategoryRecord[] {
  const given = call.params.json<{ categorySchema?: CategoryRecord[] }>('categorySchema');
  if (!Array.isArray(given?.categorySchema)) {
    throw new PortalError(400, "'categorySchema' must be specified.");
  }
  const schema = given.categorySchema.map((one) => whole(one, 1));
  if (categoryPaths(schema).length > MOST) {
    throw new PortalError(400, `A category schema can have ${MOST} categories at most.`);
  }
  return schema;
}

/** Paths of all categories in lower case: '/categories/water'. */
export function categoryPaths(categories: CategoryRecord[], above = ''): string[] {
  return categories.flatMap(({ title, categories: below }) => {
    const path = `${above}/${title.toLowerCase()}`;
    return [path, ...categoryPaths(below, path)];
  });
}

function whole(
  { title, description, categories = [] }: Partial<CategoryRecord>,
  level: number,
): CategoryRecord {
  if (typeof title !== 'string' || title === '') throw new PortalError(400, 'A category has no title.');
  if (level > DEEPEST) throw new PortalError(400, `Categories can be nested ${DEEPEST} levels deep at most.`);
  return {
    title,
    ...(description === undefined ? {} : { description }),
    categories: categories.map((one) => whole(one, level + 1)),
  };
}
