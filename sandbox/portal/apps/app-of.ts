import { PortalError } from '../../http/answers.js';
import type { Caller } from '../../http/call.js';
import type { AppRecord } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';

/** Stands in the token of an application where the token of a user has the name. */
const MARK = 'app/';

/** The registered application with this id. */
export function appOf({ store }: Pick<PortalContext, 'store'>, clientId: string): AppRecord {
  const app = store.apps.get(clientId);
  if (app) return app;
  throw new PortalError(400, 'Invalid client_id', { details: [] });
}

/** What to note in a token as the user of an application that signs in for itself. */
export function appUser({ clientId }: AppRecord): string {
  return `${MARK}${clientId}`;
}

/** An application as the caller, undefined if the token is not one's. It is no user: it owns nothing and is in no group. */
export function appCaller({ store }: Pick<PortalContext, 'store'>, user: string): Caller | undefined {
  const app = user.startsWith(MARK) ? store.apps.get(user.slice(MARK.length)) : undefined;
  return app && { username: '', role: 'app', privileges: app.privileges, tokenKind: 'portal' };
}
