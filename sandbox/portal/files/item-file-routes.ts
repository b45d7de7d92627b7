import { readFileSync } from 'node:fs';
import { BytesAnswer, FileAnswer, PortalError, RedirectAnswer } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord } from '../../store/records.js';
import { readableItem } from '../access.js';
import { isFileType } from '../items/item-types.js';
import type { PortalContext } from '../portal-context.js';
import { scalePng } from './scale-png.js';
import { storageAddress } from './storage-routes.js';

/** The bytes of an item: its data, thumbnail, metadata and other info files. */
export function itemFileRoutes(portal: PortalContext): Route[] {
  const item = (call: Call) => readableItem(portal, call.route.id, call.caller);
  return [
    { path: '/content/items/:id/data', fileLike: true, handler: (call) => data(portal, call, item(call)) },
    {
      path: '/content/items/:id/info',
      handler: (call) => ({ folders: [], files: Object.keys(item(call).info) }),
    },
    {
      path: '/content/items/:id/info/iteminfo.xml',
      fileLike: true,
      handler: (call) => new BytesAnswer(Buffer.from(itemInfo(item(call))), 'text/xml;charset=utf-8'),
    },
    {
      path: '/content/items/:id/info/*file',
      fileLike: true,
      handler: (call) => infoFile(portal, item(call), call.route.file ?? '', call),
    },
  ];
}

/** Text is answered as it was stored. ArcGIS Online sends the files of file items from a storage host. */
function data(portal: PortalContext, call: Call, item: ItemRecord): unknown {
  if (!item.data) {
    if (call.params.text('f', '').toLowerCase() === 'json' && isFileType(item.type)) {
      throw new PortalError(500, 'Item does not have a file.');
    }
    return new BytesAnswer(Buffer.alloc(0), 'text/plain;charset=utf-8');
  }
  if (item.dataIsText) return new FileAnswer(portal.store.files.path(item.data), item.data.contentType);
  if (portal.switches.downloadsRedirect) {
    return new RedirectAnswer(storageAddress(portal, item, call.secure), portal.switches.redirectStatus);
  }
  return new FileAnswer(portal.store.files.path(item.data), item.data.contentType, item.data.name);
}

/** Info files by path. A thumbnail is scaled down to the width `w`, if it is a PNG. */
function infoFile(
  portal: PortalContext,
  item: ItemRecord,
  path: string,
  { params }: Call,
): FileAnswer | BytesAnswer {
  const file = item.info[path] ?? item.info[path.toLowerCase()];
  if (!file) {
    throw new PortalError(400, 'Item info file does not exist or is inaccessible.', {
      messageCode: 'CONT_0036',
    });
  }
  const place = portal.store.files.path(file);
  const width = params.number('w', 0);
  if (width <= 0 || file.contentType !== 'image/png') return new FileAnswer(place, file.contentType);
  return new BytesAnswer(scalePng(readFileSync(place), Math.floor(width)), file.contentType);
}

function itemInfo(item: ItemRecord): string {
  const xml = (text: string | null) =>
    (text ?? '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return (
    `<ESRI_ItemInformation Culture="${xml(item.culture)}"><name>${xml(item.name)}</name><title>${xml(item.title)}</title>` +
    `<type>${xml(item.type)}</type><description>${xml(item.description)}</description>` +
    `<snippet>${xml(item.snippet)}</snippet><tags>${xml(item.tags.join(','))}</tags></ESRI_ItemInformation>`
  );
}
