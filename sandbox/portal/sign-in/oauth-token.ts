import { createHash } from 'node:crypto';
import { PortalError } from '../../http/answers.js';
import type { Call, CallParams } from '../../http/call.js';
import { appToken } from '../apps/app-token-routes.js';
import type { PortalContext } from '../portal-context.js';
import { type Authorization, sealed, unsealed } from './authorization.js';
import { OAuthError } from './oauth-error.js';

/** Longest life that a token can be asked for, in minutes: two weeks. */
const LONGEST = 20_160;
/** Of refresh tokens: two weeks, in ms. */
const REFRESH_LIFE_MS = LONGEST * 60_000;

/**
 * /oauth2/token: what follows the sign-in of a user (authorization_code, refresh_token, exchange_refresh_token), or the sign-in of an
 * application for itself (client_credentials). Lives in the answers count seconds.
 * @throws OAuthError
 */
export function oauthToken(portal: PortalContext, call: Call): unknown {
  const grant = call.params.text('grant_type', '');
  try {
    if (grant === 'authorization_code') return fromCode(portal, call);
    if (grant === 'refresh_token') return fromRefresh(portal, call, false);
    if (grant === 'exchange_refresh_token') return fromRefresh(portal, call, true);
    if (grant === 'client_credentials') return appToken(portal, call);
  } catch (error) {
    if (error instanceof OAuthError || !(error instanceof PortalError)) throw error;
    const name = error.message.startsWith('Invalid ')
      ? error.message.toLowerCase().replaceAll(' ', '_')
      : 'invalid_request';
    throw new OAuthError(error.code, name, error.message);
  }
  throw new OAuthError(400, 'unsupported_grant_type', 'Invalid grant_type');
}

/** /oauth2/revokeToken: the access or refresh token is good for nothing any more. */
export function revokeToken(portal: PortalContext, { params }: Call): unknown {
  const token = params.text('auth_token', '');
  if (token === '') throw new OAuthError(400, 'invalid_request', 'auth_token not specified');
  portal.tokens.revoke(token);
  return { success: true };
}

/** An access token of the user who has signed in. */
export function userToken(
  portal: PortalContext,
  { user, minutes }: Pick<Authorization, 'user' | 'minutes'>,
): { access_token: string; expires_in: number } {
  const life = minutes === -1 ? LONGEST : minutes;
  const { token, expires } = portal.tokens.issue(user, 'portal', life, null);
  return { access_token: token, expires_in: Math.round((expires - Date.now()) / 1000) };
}

function fromCode(portal: PortalContext, call: Call): unknown {
  const { params } = call;
  const code = params.text('code', '');
  const asked = unsealed(portal, code, 'code');
  if (!asked || asked.until < Date.now())
    throw new OAuthError(400, 'invalid_grant', 'Invalid authorization code');
  checkClient(asked, params);
  checkRedirect(asked, params);
  if (asked.challenge && !verified(asked.challenge, params.text('code_verifier', ''))) {
    throw new OAuthError(400, 'invalid_grant', 'Invalid code_verifier');
  }
  // A code is good once.
  portal.tokens.revoke(code);
  return signedIn(portal, call, { ...asked, minutes: params.number('expiration', asked.minutes) }, true);
}

function fromRefresh(portal: PortalContext, call: Call, again: boolean): unknown {
  const { params } = call;
  const asked = unsealed(portal, params.text('refresh_token', ''), 'refresh');
  if (!asked) throw new OAuthError(498, 'invalid_request', 'Invalid refresh_token');
  if (asked.until < Date.now()) throw new OAuthError(498, 'invalid_request', 'refresh_token expired');
  checkClient(asked, params);
  if (again) checkRedirect(asked, params);
  return signedIn(portal, call, { ...asked, minutes: params.number('expiration', asked.minutes) }, again);
}

function signedIn(portal: PortalContext, call: Call, asked: Authorization, refreshable: boolean): unknown {
  const user = portal.store.users.get(asked.user);
  if (!user || user.disabled) throw new OAuthError(400, 'invalid_grant', 'Invalid user');
  const token = { ...userToken(portal, asked), username: asked.user, ssl: call.secure };
  if (!refreshable) return token;
  const life = portal.tokens.lifeOf(REFRESH_LIFE_MS);
  return {
    ...token,
    refresh_token: sealed(portal, { ...asked, kind: 'refresh', until: Date.now() + life }),
    refresh_token_expires_in: Math.floor(life / 1000) - 1,
  };
}

function checkClient(asked: Authorization, params: CallParams): void {
  if (params.text('client_id', '') === asked.client) return;
  throw new OAuthError(400, 'invalid_client_id', 'Invalid client_id');
}

function checkRedirect(asked: Authorization, params: CallParams): void {
  if (params.text('redirect_uri', '') === asked.redirect) return;
  throw new OAuthError(400, 'invalid_redirect_uri', 'Invalid redirect_uri');
}

function verified({ value, method }: NonNullable<Authorization['challenge']>, verifier: string): boolean {
  return (
    value === (method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url'))
  );
}
