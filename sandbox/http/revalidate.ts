import type { Stats } from 'node:fs';
import type { Request, Response } from 'express';

/** Names the version of a file in the answer; true if the client has it already and needs no body. */
export function revalidate(request: Request, response: Response, file: Stats): boolean {
  const tag = `"${file.size.toString(16)}-${Math.floor(file.mtimeMs).toString(16)}"`;
  response.setHeader('ETag', tag);
  response.setHeader('Last-Modified', file.mtime.toUTCString());
  response.setHeader('Cache-Control', 'no-cache');
  const known = request.get('if-none-match');
  if (known !== undefined) return known.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
  const since = Date.parse(request.get('if-modified-since') ?? '');
  return since >= Math.floor(file.mtimeMs / 1000) * 1000;
}
