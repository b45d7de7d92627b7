import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { PortalContext } from '../portal-context.js';
import { appOf, appUser } from './app-of.js';

/** Two hours, in minutes. */
const USUAL_LIFE = 120;

/** What applications ask about tokens. */
export function appTokenRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/oauth2/validateAppAccess', needsToken: true, handler: (call) => validate(portal, call) },
    { path: '/oauth2/exchangeToken', needsToken: true, handler: (call) => exchange(portal, call) },
  ];
}

/** /oauth2/token for `client_credentials`: an application signs in for itself. `expiration` counts minutes, the answer seconds. */
export function appToken(portal: PortalContext, { params }: Call): unknown {
  const app = appOf(portal, params.text('client_id', ''));
  if (params.text('client_secret', '') !== app.secret) {
    throw new PortalError(400, 'Invalid client_secret', { details: [] });
  }
  const minutes = params.number('expiration', USUAL_LIFE);
  const { token, expires } = portal.tokens.issue(appUser(app), 'portal', minutes, null);
  return { access_token: token, expires_in: Math.round((expires - Date.now()) / 1000) };
}

/** Whether the user may use the application: everybody may use every one that is registered here. */
function validate(portal: PortalContext, { params }: Call): unknown {
  if (!portal.store.apps.get(params.text('client_id', ''))) {
    throw new PortalError(400, 'Invalid request', { messageCode: 'GWM_0007' });
  }
  return { valid: true, viewOnlyUserTypeApp: false };
}

/** A token of the platform for a token of the application's own. */
function exchange(portal: PortalContext, call: Call): unknown {
  appOf(portal, call.params.text('client_id', ''));
  const { token } = portal.tokens.issue(call.caller?.username ?? '', 'portal', USUAL_LIFE, null);
  return { token };
}
