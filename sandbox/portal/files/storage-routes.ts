import { FileAnswer, StatusAnswer } from '../../http/answers.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';

/** How long a signed address is good, in ms. */
const VALID = 5 * 60_000;

/** A signed address of the item's file on the storage host: good for a few minutes, without a token. */
export function storageAddress(portal: PortalContext, item: ItemRecord, secure: boolean): string {
  const name = item.data?.name ?? item.id;
  const until = Date.now() + portal.tokens.lifeOf(VALID);
  const signature = portal.tokens.sign(`${item.id} ${item.data?.key} ${until}`);
  const root = portal.addresses.of(secure).storage;
  return `${root}/${item.id}/${encodeURIComponent(name)}?Expires=${until}&Signature=${signature}`;
}

/** The storage host. Like object stores it refuses a request that brings credentials of any other kind. */
export function storageRoutes(portal: PortalContext): Route[] {
  return [
    {
      path: '/:id/:name',
      fileLike: true,
      methods: ['GET'],
      handler: (call) => {
        const item = portal.store.item(call.route.id ?? '');
        const until = call.params.number('Expires', 0);
        const signed = portal.tokens.sign(`${item?.id} ${item?.data?.key} ${until}`);
        if (!item?.data || call.params.text('Signature') !== signed) return refusal(403, 'AccessDenied');
        if (until < Date.now()) return refusal(403, 'AccessDenied', 'Request has expired');
        return new FileAnswer(portal.store.files.path(item.data), item.data.contentType, item.data.name);
      },
    },
  ];
}

export function refusal(status: number, code: string, message = 'Access Denied'): StatusAnswer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return new StatusAnswer(status, text, 'application/xml');
}
