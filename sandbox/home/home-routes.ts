import { HtmlAnswer, RedirectAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import type { PortalContext } from '../portal/portal-context.js';
import { itemPage } from './item-page.js';
import { listPage, listRows } from './list-page.js';
import { thumbnailOf } from './thumbnail.js';

/**
 * Pages for people: what is in the portal, and each item with its data. They need no sign-in and show everything, since the portal
 * listens on loopback only and holds nothing but demo content.
 */
export function homeRoutes(portal: PortalContext): Route[] {
  const page = (path: string, handler: (call: Call) => unknown): Route => ({ path, html: true, handler });
  const home = (call: Call) => `${portal.addresses.of(call.secure).portal}/home`;
  return [
    page('/', (call) => new RedirectAnswer(`${home(call)}/`)),
    page('/home', (call) => new HtmlAnswer(listPage(portal, home(call)))),
    page('/home/index.html', (call) => new HtmlAnswer(listPage(portal, home(call)))),
    page('/home/rows', (call) => new HtmlAnswer(listRows(portal, home(call)))),
    page('/home/thumbnail/:id', (call) => thumbnailOf(portal, call.route.id ?? '')),
    page('/home/item.html', (call) => itemPage(portal, call, home(call))),
    ...[
      '/home/webmap/viewer.html',
      '/home/webscene/viewer.html',
      '/apps/dashboards/:id',
      '/apps/webappviewer/index.html',
      '/apps/instant/*path',
      '/apps/mapviewer/index.html',
    ].map((path) =>
      page(path, (call) => {
        const { params } = call;
        const id = call.route.id ?? params.text('webmap', params.text('id', params.text('appid', '')));
        return new RedirectAnswer(`${home(call)}/item.html?id=${encodeURIComponent(id)}`);
      }),
    ),
  ];
}
