import type { Route } from '../http/routes.js';
import { addItemRoutes } from './add-item-routes.js';
import { categoryRoutes } from './category-routes.js';
import { deleteRoutes } from './delete-routes.js';
import { dependencyRoutes } from './dependency-routes.js';
import { exportRoutes } from './export-routes.js';
import { folderRoutes } from './folder-routes.js';
import { groupRoutes } from './group-routes.js';
import { itemFileRoutes } from './item-file-routes.js';
import { itemRoutes } from './item-routes.js';
import { jobRoutes } from './job-routes.js';
import { manageItemRoutes } from './manage-item-routes.js';
import type { PortalContext } from './portal-context.js';
import { publishRoutes } from './publish-routes.js';
import { relationRoutes } from './relation-routes.js';
import { resourceRoutes } from './resource-routes.js';
import { searchRoutes } from './search-routes.js';
import { selfRoutes } from './self-routes.js';
import { serviceItemRoutes } from './service-item-routes.js';
import { sharingRoutes } from './sharing-routes.js';
import { signInRoutes } from './sign-in-routes.js';
import { uploadPartRoutes } from './upload-part-routes.js';
import { userRoutes } from './user-routes.js';

/** Everything below /sharing/rest. The first match answers: fixed words come before ids, folders last. */
export function portalRoutes(portal: PortalContext): Route[] {
  return [
    ...signInRoutes(portal),
    ...searchRoutes(portal),
    ...itemRoutes(portal),
    ...dependencyRoutes(portal),
    ...itemFileRoutes(portal),
    ...selfRoutes(portal),
    ...categoryRoutes(portal),
    ...userRoutes(portal),
    ...groupRoutes(portal),
    ...addItemRoutes(portal),
    ...uploadPartRoutes(portal),
    ...serviceItemRoutes(portal),
    ...publishRoutes(portal),
    ...exportRoutes(portal),
    ...jobRoutes(portal),
    ...sharingRoutes(portal),
    ...manageItemRoutes(portal),
    ...deleteRoutes(portal),
    ...resourceRoutes(portal),
    ...relationRoutes(portal),
    ...folderRoutes(portal),
  ];
}
