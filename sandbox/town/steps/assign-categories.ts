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

/** Gives an organisation the town's content categories, unless it has categories already. */
export async function assignCategories(admin: RestClient): Promise<void> {
  const { categorySchema } = await admin.portal('/portals/self/categorySchema');
  if (Array.isArray(categorySchema) && categorySchema.length > 0) return;
  await admin.portal('/portals/self/assignCategorySchema', {
    categorySchema: { categorySchema: [{ title: 'Categories', categories }] },
  });
}
