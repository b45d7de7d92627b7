import { FileAnswer, PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { pageOf } from '../../search/page.js';
import { forbidden, isAdmin } from '../access.js';
import { contentTypeOf } from '../files/item-content.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';

/** Files of the organisation itself: its thumbnail, banner, settings of its pages. */
export function portalResourceRoutes(portal: PortalContext): Route[] {
  const admin = (path: string, work: (call: Call) => unknown): Route =>
    writeRoute(path, (call) => {
      if (!isAdmin(call.caller)) throw forbidden();
      return work(call);
    });
  return ['self', portal.orgId].flatMap((org): Route[] => [
    {
      path: `/portals/${org}/resources`,
      handler: (call) => {
        const { page, ...rest } = pageOf([...portal.store.resources.values()], call.params);
        return {
          ...rest,
          resources: page.map(({ key, access, created, file }) => ({
            key,
            access,
            size: file.bytes,
            uploaded: created,
            contentType: file.contentType,
          })),
        };
      },
    },
    {
      path: `/portals/${org}/resources/*key`,
      fileLike: true,
      handler: (call) => {
        const found = portal.store.resources.get(call.route.key ?? '');
        if (!found) throw noSuchResource();
        return new FileAnswer(portal.store.files.path(found.file), found.file.contentType);
      },
    },
    admin(`/portals/${org}/addResource`, (call) => addResource(portal, call)),
    admin(`/portals/${org}/removeResource`, (call) => {
      const found = portal.store.resources.get(call.params.text('key', ''));
      if (!found) throw noSuchResource();
      portal.store.resources.delete(found.key);
      portal.store.files.remove([found.file]);
      return { success: true };
    }),
  ]);
}

async function addResource(portal: PortalContext, call: Call): Promise<unknown> {
  const { params } = call;
  const upload = call.files.get('file');
  const text = params.text('text', '');
  const key = params.text('key', '') || upload?.name || '';
  if (key === '' || (!upload && text === '')) {
    throw new PortalError(400, "'key' and 'file' or 'text' must be specified.");
  }
  const file = upload
    ? await portal.store.files.keep(upload, contentTypeOf(key, upload.contentType), key)
    : await portal.store.files.keepBytes(text, key, contentTypeOf(key, 'text/plain'));
  const former = portal.store.resources.get(key);
  const access = params.text('access', 'org');
  portal.store.resources.put(key, { key, access, created: Date.now(), file });
  portal.store.files.remove([former?.file]);
  return { success: true, key };
}

function noSuchResource(): PortalError {
  return new PortalError(400, 'Resource does not exist or is inaccessible.', { messageCode: 'CONT_0001' });
}
