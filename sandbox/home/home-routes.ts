import { HtmlAnswer, RedirectAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { RequestLog } from '../record/request-log.js';
import { assetOf } from './assets.js';
import { contentPage, contentRows } from './content-page.js';
import { itemFile } from './item-files.js';
import { itemPage } from './item-page.js';
import { attachmentBytes, layerPage } from './layer-page.js';
import { homeOf } from './layout.js';
import { mapPage } from './map-page.js';
import { foldersPage, groupPage, groupsPage, userPage, usersPage } from './people-pages.js';
import { requestsPage } from './requests-page.js';
import { thumbnailOf } from './thumbnail.js';

/** Addresses of viewers and apps that lead to the page of the item. */
const VIEWERS = [
  '/home/webscene/viewer.html',
  '/apps/dashboards/:id',
  '/apps/webappviewer/index.html',
  '/apps/instant/*path',
];

/**
 * Pages for people: what is in the portal, and each item with its data. They need no sign-in and show everything, since the portal
 * listens on loopback only and holds nothing but what is tried out.
 */
export function homeRoutes(portal: PortalContext, log: RequestLog): Route[] {
  const page = (path: string, handler: (portal: PortalContext, call: Call) => unknown): Route => ({
    path,
    html: true,
    methods: ['GET'],
    handler: (call) => handler(portal, call),
  });
  return [
    page('/', (_, call) => new RedirectAnswer(`${homeOf(portal, call.secure)}/`)),
    ...['/home', '/home/index.html', '/home/content.html', '/home/search.html'].map((path) =>
      page(path, contentPage),
    ),
    page('/home/rows', contentRows),
    page('/home/folders.html', foldersPage),
    page('/home/users.html', usersPage),
    page('/home/user.html', userPage),
    page('/home/groups.html', groupsPage),
    page('/home/group.html', groupPage),
    page('/home/requests.html', (_, call) => requestsPage(portal, call, log)),
    page('/home/item.html', itemPage),
    page('/home/layer.html', layerPage),
    page('/home/attachment', attachmentBytes),
    page('/home/file', itemFile),
    page('/home/thumbnail/:id', (_, call) => thumbnailOf(portal, call.route.id ?? '')),
    page('/sandbox/assets/:file', (_, call) => assetOf(call.route.file ?? '') ?? new HtmlAnswer('', 404)),
    ...['/home/webmap/viewer.html', '/apps/mapviewer/index.html'].map((path) => page(path, mapPage)),
    // Programs ask the dashboards application which format it reads before they bring it a dashboard.
    {
      path: '/apps/dashboards/build.json',
      methods: ['GET'],
      fileLike: true,
      handler: () => ({ version: portal.switches.dashboardsVersion }),
    },
    ...VIEWERS.map((path) => page(path, toItem)),
  ];
}

function toItem(portal: PortalContext, call: Call): RedirectAnswer {
  const { params } = call;
  const id = call.route.id ?? params.text('webscene', params.text('id', params.text('appid', '')));
  return new RedirectAnswer(`${homeOf(portal, call.secure)}/item.html?id=${encodeURIComponent(id)}`);
}
