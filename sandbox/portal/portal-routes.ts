import type { Route } from '../http/routes.js';
import { appRoutes } from './apps/app-routes.js';
import { appTokenRoutes } from './apps/app-token-routes.js';
import { itemFileRoutes } from './files/item-file-routes.js';
import { resourceRoutes } from './files/resource-routes.js';
import { uploadPartRoutes } from './files/upload-part-routes.js';
import { applicationRoutes } from './groups/application-routes.js';
import { groupCategoryRoutes } from './groups/group-category-routes.js';
import { groupRoutes } from './groups/group-routes.js';
import { invitationRoutes } from './groups/invitation-routes.js';
import { memberRoutes as groupMemberRoutes } from './groups/member-routes.js';
import { addItemRoutes } from './items/add-item-routes.js';
import { copyItemRoutes } from './items/copy-item-routes.js';
import { deleteRoutes } from './items/delete-routes.js';
import { dependencyRoutes } from './items/dependency-routes.js';
import { folderRoutes } from './items/folder-routes.js';
import { itemRoutes } from './items/item-routes.js';
import { manageItemRoutes } from './items/manage-item-routes.js';
import { reassignRoutes } from './items/reassign-routes.js';
import { relationRoutes } from './items/relation-routes.js';
import { searchRoutes } from './items/search-routes.js';
import { sharingRoutes } from './items/sharing-routes.js';
import { categoryRoutes } from './organisation/category-routes.js';
import { portalResourceRoutes } from './organisation/portal-resource-routes.js';
import { roleRoutes } from './organisation/role-routes.js';
import { settingsRoutes } from './organisation/settings-routes.js';
import { worldRoutes } from './organisation/world-routes.js';
import type { PortalContext } from './portal-context.js';
import { analyzeRoutes } from './publish/analyze-routes.js';
import { exportRoutes } from './publish/export-routes.js';
import { jobRoutes } from './publish/job-routes.js';
import { publishRoutes } from './publish/publish-routes.js';
import { serviceItemRoutes } from './publish/service-item-routes.js';
import { selfRoutes } from './self-routes.js';
import { signInRoutes } from './sign-in-routes.js';
import { memberRoutes } from './users/member-routes.js';
import { notificationRoutes } from './users/notification-routes.js';
import { userRoutes } from './users/user-routes.js';

/** Everything below /sharing/rest. The first match answers: fixed words come before ids, folders last. */
export function portalRoutes(portal: PortalContext): Route[] {
  const routes = [
    ...signInRoutes(portal),
    ...appTokenRoutes(portal),
    ...appRoutes(portal),
    ...searchRoutes(portal),
    ...itemRoutes(portal),
    ...dependencyRoutes(portal),
    ...itemFileRoutes(portal),
    ...worldRoutes(portal),
    ...settingsRoutes(portal),
    ...roleRoutes(portal),
    ...portalResourceRoutes(portal),
    ...selfRoutes(portal),
    ...categoryRoutes(portal),
    ...memberRoutes(portal),
    ...notificationRoutes(portal),
    ...invitationRoutes(portal),
    ...userRoutes(portal),
    ...groupMemberRoutes(portal),
    ...applicationRoutes(portal),
    ...groupCategoryRoutes(portal),
    ...groupRoutes(portal),
    ...addItemRoutes(portal),
    ...uploadPartRoutes(portal),
    ...serviceItemRoutes(portal),
    ...analyzeRoutes(portal),
    ...publishRoutes(portal),
    ...exportRoutes(portal),
    ...jobRoutes(portal),
    ...sharingRoutes(portal),
    ...manageItemRoutes(portal),
    ...reassignRoutes(portal),
    ...copyItemRoutes(portal),
    ...deleteRoutes(portal),
    ...resourceRoutes(portal),
    ...relationRoutes(portal),
    ...folderRoutes(portal),
  ];
  return routes.map((route) => (route.path.includes('/:user') ? withUserIds(portal, route) : route));
}

/** Users are addressed by name or by id: newer clients use the id wherever the documentation says name. */
function withUserIds({ store }: PortalContext, route: Route): Route {
  const nameOf = (given: string) =>
    store.users.get(given)?.username ?? store.users.filter(({ id }) => id === given)[0]?.username ?? given;
  return {
    ...route,
    handler: (call) =>
      route.handler({ ...call, route: { ...call.route, user: nameOf(call.route.user ?? '') } }),
  };
}
