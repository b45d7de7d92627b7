import { createHash } from 'node:crypto';
import { BytesAnswer, FileAnswer } from '../http/answers.js';
import { escapeHtml } from '../http/escape-html.js';
import type { PortalContext } from '../portal/portal-context.js';

/** The thumbnail of an item, or a plain picture made of its type. */
export function thumbnailOf(portal: PortalContext, id: string): FileAnswer | BytesAnswer {
  const item = portal.store.item(id);
  const file = item?.thumbnail ? item.info[item.thumbnail] : undefined;
  if (file) return new FileAnswer(portal.store.files.path(file), file.contentType);
  const type = item?.type ?? '?';
  const hue = (createHash('md5').update(type).digest()[0] ?? 0) * 1.4;
  const letters = type
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 3);
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" width="150" height="100"><rect width="150" height="100" fill="hsl(${hue} 35% 45%)"/>` +
    '<text x="75" y="60" font-family="system-ui,sans-serif" font-size="32" fill="#fff" text-anchor="middle">' +
    `${escapeHtml(letters)}</text></svg>`;
  return new BytesAnswer(Buffer.from(picture), 'image/svg+xml');
}
