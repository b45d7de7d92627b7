import type { Request, Response } from 'express';

/** Lets pages of other origins read the answer, if they may. */
export function allowOrigin(request: Request, response: Response, allowed: string[]): void {
  const origin = request.get('origin');
  if (origin === undefined || (allowed.length > 0 && !allowed.includes(origin))) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.vary('Origin');
}

/** The answer to a browser that asks before it sends a request to another origin. */
export function preflight(request: Request, response: Response, allowed: string[]): void {
  allowOrigin(request, response, allowed);
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, HEAD, OPTIONS');
  const wanted = request.get('access-control-request-headers');
  if (wanted !== undefined) response.setHeader('Access-Control-Allow-Headers', wanted);
  response.setHeader('Content-Length', '0');
  response.status(200).end();
}
