import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PortalError } from '../../http/answers.js';
import type { UploadedFile } from '../../http/call.js';
import type { PortalContext } from '../portal-context.js';

const LOCAL = ['127.0.0.1', 'localhost', '[::1]'];
const PATIENCE_MS = 60_000;
const MOST_REDIRECTIONS = 5;

/**
 * Downloads what `dataUrl` or `thumbnailUrl` names, as a portal does by itself: without a token of the caller's. This portal reaches
 * no other machine than its own.
 * @throws PortalError if it cannot be had
 */
export async function fetchFile(
  portal: Pick<PortalContext, 'store'>,
  address: string,
): Promise<UploadedFile> {
  const answer = await follow(address, MOST_REDIRECTIONS);
  const path = join(portal.store.files.uploads, randomUUID());
  await pipeline(answer.body ?? [], createWriteStream(path)).catch(() => {
    throw failed(`${address} broke off.`);
  });
  return {
    path,
    name: nameOf(answer.headers.get('content-disposition'), new URL(answer.url)),
    bytes: (await stat(path)).size,
    contentType: answer.headers.get('content-type') ?? 'application/octet-stream',
  };
}

/** The answer at the end of the redirections, each of which has to lead to this machine. */
async function follow(address: string, left: number): Promise<Response> {
  if (!URL.canParse(address)) throw failed(`'${address}' is no URL.`);
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) throw failed(`'${url.protocol}' is not supported.`);
  const unreachable = failed(`Host ${url.host} cannot be reached.`);
  if (!LOCAL.includes(url.hostname)) throw unreachable;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(url, { signal, redirect: 'manual' }).catch(() => {
    throw unreachable;
  });
  const location = answer.headers.get('location');
  if (answer.status >= 300 && answer.status < 400 && location !== null && left > 0) {
    return follow(new URL(location, url).href, left - 1);
  }
  if (!answer.ok) throw failed(`${url.host} answered ${answer.status}.`);
  return answer;
}

function failed(why: string): PortalError {
  return new PortalError(400, 'The URL could not be read by the portal.', { details: [why] });
}

function nameOf(disposition: string | null, url: URL): string {
  const given = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  return given ?? (decodeURIComponent(url.pathname.split('/').at(-1) ?? '') || 'data');
}
