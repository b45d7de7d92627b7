import { PortalError } from '../../http/answers.js';
import type { PortalContext } from '../portal-context.js';

/** Throws what a portal says whose storage has no room for so many bytes more: a quota of Online, a full disk of Enterprise. */
export function checkStorage(portal: PortalContext, bytes: number): void {
  const { storageLimit } = portal.switches;
  if (storageLimit <= 0) return;
  let used = bytes;
  for (const item of portal.store.items()) {
    used += item.data?.bytes ?? 0;
    for (const part of Object.values(item.parts ?? {})) used += part.bytes;
  }
  if (used <= storageLimit) return;
  if (portal.kind === 'online') throw new PortalError(403, 'Organization storage quota exceeded.');
  throw new PortalError(500, 'Unable to store the file.', {
    details: ['There is not enough space on the disk.'],
  });
}
