import type { RestClient } from '../rest/rest-client.js';

interface Category {
  title: string;
  categories?: Category[];
}

/** What the town sorts its content by. */
const categories: Category[] = [
  { title: 'Administration' },
  { title: 'Basics' },
  { title: 'Boundaries' },
  { title: 'Environment' },
  { title: 'Leisure' },
  { title: 'Planning', categories: [{ title: 'Cadastre' }] },
  { title: 'Transport' },
  { title: 'Water' },
];

/** Gives an organisation the town's content categories, unless it has categories already, or is too old to know any. */
export async function assignCategories(admin: RestClient): Promise<void> {
  const { hasCategorySchema } = await admin.portal('/portals/self');
  if (hasCategorySchema !== false) return;
  await admin.portal('/portals/self/assignCategorySchema', {
    categorySchema: { categorySchema: [{ title: 'Categories', categories }] },
  });
}
