import { FileAnswer, PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { StoredFile } from '../../store/records.js';
import { contentTypeOf } from '../files/item-content.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';

interface Pictured {
  thumbnail?: StoredFile | null;
}

/** The thumbnail of a user or a group: reading, setting and removing it. `update` takes one as well. */
export function pictureRoutes<T extends Pictured>(
  portal: Pick<PortalContext, 'store'>,
  of: {
    path: string;
    seen(call: Call): T;
    owned(call: Call): T;
    save(one: T, thumbnail: StoredFile | null): unknown;
    done(one: T): unknown;
  },
): Route[] {
  return [
    {
      path: `${of.path}/info/:file`,
      fileLike: true,
      handler: (call) => {
        const { thumbnail } = of.seen(call);
        if (!thumbnail || thumbnail.name !== call.route.file) {
          throw new PortalError(400, 'Thumbnail does not exist or is inaccessible.');
        }
        return new FileAnswer(portal.store.files.path(thumbnail), thumbnail.contentType);
      },
    },
    writeRoute(`${of.path}/updateThumbnail`, async (call) => {
      const one = of.owned(call);
      const thumbnail = await keepPicture(portal, call);
      if (!thumbnail) throw new PortalError(400, "'file' must be specified.");
      of.save(one, thumbnail);
      portal.store.files.remove([one.thumbnail]);
      return of.done(one);
    }),
    writeRoute(`${of.path}/deleteThumbnail`, (call) => {
      const one = of.owned(call);
      of.save(one, null);
      portal.store.files.remove([one.thumbnail]);
      return of.done(one);
    }),
  ];
}

/** The picture that came with the call, kept; undefined if there is none. */
export async function keepPicture(
  portal: Pick<PortalContext, 'store'>,
  call: Call,
): Promise<StoredFile | undefined> {
  const upload = call.files.get('thumbnail') ?? call.files.get('file');
  if (!upload) return undefined;
  const name = upload.name.replace(/[^\w.-]/g, '_') || 'thumbnail.png';
  return portal.store.files.keep(upload, contentTypeOf(name, upload.contentType), name);
}
