import express, { type ErrorRequestHandler, type Response, type Router } from 'express';
import type { Faults } from '../faults/faults.js';
import { parseFaultPlan } from '../faults/parse-fault-plan.js';
import type { PortalKind } from '../profiles/profile.js';
import type { RequestLog, RequestQuery } from '../record/request-log.js';
import { checkedSwitches } from './checked-switches.js';
import type { Switches } from './options.js';

/**
 * The sandbox's own addresses, beside those of the portal: /sandbox/faults (GET, PUT or POST, DELETE), /sandbox/requests (GET with
 * the conditions of a RequestQuery as parameters, DELETE) and /sandbox/switches (GET, PATCH). They are not recorded and meet no
 * faults. Pages of other origins may not use them.
 */
export function controlRoutes(
  faults: Faults,
  requests: RequestLog,
  switches: Switches,
  kind: PortalKind,
): Router {
  const router = express.Router();
  router.use((request, response, next) => {
    const origin = request.get('origin');
    if (origin === undefined || origin === `${request.protocol}://${request.get('host')}`) return next();
    response.status(403).json({ error: 'Not for pages of other origins.' });
  });
  router.use(express.json({ type: () => true, limit: '1mb' }));
  router.get('/faults', (_request, response) => {
    response.json(faults.state());
  });
  for (const method of ['put', 'post'] as const) {
    router[method]('/faults', (request, response) => {
      try {
        const { rules, seed } = parseFaultPlan(request.body);
        faults.set(rules, seed);
        response.json(faults.state());
      } catch (error) {
        refuse(response, error);
      }
    });
  }
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.json(faults.state());
  });
  router.get('/requests', (request, response) => {
    const found = requests.query(queryOf(request.query));
    response.json({ total: found.length, requests: found });
  });
  router.delete('/requests', (_request, response) => {
    requests.clear();
    response.json({ total: 0, requests: [] });
  });
  router.get('/switches', (_request, response) => {
    response.json(switches);
  });
  router.patch('/switches', (request, response) => {
    try {
      Object.assign(switches, checkedSwitches(request.body ?? {}, kind));
      response.json(switches);
    } catch (error) {
      refuse(response, error);
    }
  });
  const unreadable: ErrorRequestHandler = (error, _request, response, _next) => refuse(response, error);
  router.use(unreadable);
  return router;
}

function refuse(response: Response, error: unknown): void {
  response.status(400).json({ error: error instanceof Error ? error.message : String(error) });
}

function queryOf(given: Record<string, unknown>): RequestQuery {
  const text = (name: string) => (typeof given[name] === 'string' ? { [name]: given[name] } : {});
  const number = (name: string) => (given[name] === undefined ? {} : { [name]: Number(given[name]) });
  return {
    ...['method', 'path', 'host', 'token', 'user'].reduce((all, name) => Object.assign(all, text(name)), {}),
    ...number('status'),
    ...number('since'),
    ...(given.write === undefined ? {} : { write: given.write === 'true' }),
  };
}
