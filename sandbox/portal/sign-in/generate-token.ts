import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import { tilesRoot } from '../../tiles/tile-url.js';
import { userSigningIn } from '../passwords.js';
import type { PortalContext } from '../portal-context.js';
import { invalidToken } from '../tokens.js';

/**
 * /generateToken: a portal token for a name and password, or for the user whom a web server before the portal knows; and with
 * `serverUrl` a token of the federated server for who is signed in already.
 * @throws PortalError
 */
export function generateToken(portal: PortalContext, call: Call): unknown {
  const { params, caller } = call;
  const minutes = params.number('expiration');
  const named = params.has('username');
  if (params.has('serverUrl') && caller && !named) return serverToken(portal, call, minutes);
  const username = named || !caller ? passwordGiven(portal, call) : caller.username;
  const { referer, ip } = bindingOf(call);
  return { ...portal.tokens.issue(username, 'portal', minutes, referer, ip), ssl: sslOnly(portal, call) };
}

/** Name and password belong into the body; in an address they would end up in logs. */
function passwordGiven(portal: PortalContext, { params }: Call): string {
  const known = (name: string) =>
    portal.switches.credentialsInQuery || params.placeOf(name) === 'body' ? params.text(name, '') : '';
  const username = known('username');
  if (username === '') throw unable("'username' must be specified.");
  if (known('password') === '') throw unable("'password' must be specified.");
  const user = userSigningIn(portal, username, known('password'));
  if (!user) throw unable('Invalid username or password.');
  if (!portal.switches.readOnly) portal.store.users.put(username, { ...user, lastLogin: Date.now() });
  return username;
}

/** What the token is bound to: a referer, an address that is named, or the address that the call comes from. */
function bindingOf({ params, address }: Call): { referer: string | null; ip: string | null } {
  const given = (name: string): string => {
    const value = params.text(name, '');
    if (value === '') throw unable(`'${name}' must be specified.`);
    return value;
  };
  const client = params.text('client', 'requestip').toLowerCase();
  if (client === 'referer') return { referer: given('referer'), ip: null };
  return { referer: null, ip: client === 'ip' ? given('ip') : address };
}

function serverToken(portal: PortalContext, call: Call, minutes: number | undefined): unknown {
  const { params, caller } = call;
  const server = params.text('serverUrl', '').toLowerCase().replace(/\/+$/, '');
  const known = [false, true].flatMap((secure) => [
    portal.addresses.of(secure).server.toLowerCase(),
    tilesRoot(portal, secure).toLowerCase(),
  ]);
  if (!known.some((root) => server === root || server.startsWith(`${root}/`))) {
    throw unable(`The server '${params.text('serverUrl')}' is not federated with this portal.`);
  }
  if (caller?.tokenKind !== 'portal') throw invalidToken();
  const referer = portal.switches.serverTokensKeepReferer ? (caller.boundTo ?? null) : null;
  return {
    ...portal.tokens.issue(caller.username, 'server', minutes, referer),
    ssl: sslOnly(portal, call),
  };
}

/** Whether the token may be used by HTTPS only. */
function sslOnly(portal: PortalContext, call: Call): boolean {
  return call.secure || portal.switches.allSSL;
}

function unable(detail: string): PortalError {
  return new PortalError(400, 'Unable to generate token.', { details: [detail] });
}
