import { newId } from '../store/portal-store.js';
import { newItem } from './items/item-params.js';
import { withGeneratedKeywords } from './items/item-types.js';
import { hashPassword } from './passwords.js';
import type { PortalContext } from './portal-context.js';

/** Accounts of the product itself, each with an item that everybody can see. */
const CONTENT = [
  ['esri_nav', 'Web Map', 'World Navigation Map'],
  ['esri_boundaries', 'Feature Service', 'World Countries (Generalized)'],
  ['esri_livingatlas', 'Map Service', 'World Elevation'],
] as const;

/**
 * What an ArcGIS Enterprise portal brings along: items of accounts whose names begin with esri_. Nobody signs in to these, but searches
 * of the whole organisation find what they own.
 */
export function addSystemContent({ store }: Pick<PortalContext, 'store'>): void {
  CONTENT.forEach(([username, type, title], index) => {
    const id = `e5${String(index).padStart(30, '0')}`;
    if (store.item(id)) return;
    const now = Date.now();
    store.users.put(username, {
      username,
      id: `e6${String(index).padStart(30, '0')}`,
      password: hashPassword(newId()),
      fullName: 'Esri',
      email: '',
      role: 'org_user',
      created: now,
      modified: now,
      lastLogin: -1,
      description: null,
      tags: [],
      disabled: true,
      properties: null,
    });
    store.saveItem({
      ...newItem(id, username, null),
      title,
      type,
      typeKeywords: withGeneratedKeywords(type, []),
      tags: ['esri'],
      access: 'public',
      url:
        type === 'Web Map'
          ? null
          : `https://services.arcgisonline.com/arcgis/rest/services/${index}/MapServer`,
    });
  });
}
