import { FileAnswer, type HtmlAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord, StoredFile } from '../store/records.js';
import { type Html, html } from './html.js';
import { missing } from './people-pages.js';
import { sizeText } from './size-text.js';

/** The data of an item, or one of its resources or files of information, as a download: a browser never shows it as a page. */
export function itemFile(portal: PortalContext, call: Call): FileAnswer | HtmlAnswer {
  const item = portal.store.item(call.params.text('id', ''));
  const name = call.params.text('name', '');
  const files = { data: item?.data, resource: item?.resources[name], info: item?.info[name] };
  const file = files[call.params.text('kind', 'data') as keyof typeof files];
  if (!file) return missing(portal, call, 'file');
  return new FileAnswer(
    portal.store.files.path(file),
    file.contentType,
    file.name.split('/').at(-1) ?? 'file',
  );
}

/** Where a file of an item is downloaded. */
export function fileAddress(home: string, item: ItemRecord, kind: string, name = ''): string {
  return `${home}/file?${new URLSearchParams({ id: item.id, kind, ...(name === '' ? {} : { name }) })}`;
}

/** Resources, or files of information, with pictures shown. */
export function fileList(title: string, kind: 'resource' | 'info', item: ItemRecord, home: string): Html {
  const files: [string, StoredFile][] = Object.entries(kind === 'resource' ? item.resources : item.info);
  if (files.length === 0) return html``;
  const entries = files.map(([name, file]) => {
    const address = fileAddress(home, item, kind, name);
    const picture =
      file.contentType.startsWith('image/') && html`<img src="${address}" alt="" loading="lazy">`;
    return html`<li class="card">${picture}<span><a href="${address}">${name}</a> <span class="dim">${sizeText(file.bytes)}</span></span></li>`;
  });
  return html`<h2>${title} <span class="dim">${files.length}</span></h2><ul class="files">${entries}</ul>`;
}
