import type { Handler, Route } from '../http/routes.js';

/** A change by POST that needs a token. */
export function writeRoute(path: string, handler: Handler): Route {
  return { path, write: true, needsToken: true, methods: ['POST'], handler };
}
