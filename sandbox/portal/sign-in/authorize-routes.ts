import { HtmlAnswer, RedirectAnswer } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import { escapeHtml } from '../../http/escape-html.js';
import type { Route } from '../../http/routes.js';
import { userSigningIn } from '../passwords.js';
import type { PortalContext } from '../portal-context.js';
import { type Authorization, sealed, unsealed } from './authorization.js';
import { userToken } from './oauth-token.js';

/** Programs of Esri that every portal knows without their being registered there. */
const KNOWN_CLIENTS = ['arcgisonline', 'arcgispro', 'arcgisdesktop', 'pythonapi'];
/** Redirection to a page of the portal itself, for programs without a web server. */
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';
const CODE_LIFE_MS = 10 * 60_000;

/**
 * OAuth 2.0 sign-in of a user: the page that asks for name and password, and the code or token that comes of it. Programs without a browser fill in
 * that page themselves: they read the `oAuthInfo` of its script and post to /oauth2/signin.
 * https://developers.arcgis.com/rest/users-groups-and-items/authorize/
 */
export function authorizeRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/oauth2/authorize', html: true, handler: (call) => authorize(portal, call) },
    { path: '/oauth2/signin', methods: ['POST'], html: true, handler: (call) => signIn(portal, call) },
    { path: '/oauth2/approval', html: true, handler: (call) => approval(call) },
  ];
}

function authorize(portal: PortalContext, call: Call): HtmlAnswer | RedirectAnswer {
  const { params } = call;
  const client = params.text('client_id', '');
  const redirect = params.text('redirect_uri', '');
  const allowed = redirectsOf(portal, client);
  if (!allowed) return refused('Invalid client_id');
  if (redirect !== OUT_OF_BAND && !allowed.some((one) => isBelow(redirect, one))) {
    return refused('Invalid redirect_uri');
  }
  const response = params.text('response_type', 'code');
  if (response !== 'code' && response !== 'token') return refused('Invalid response_type');
  const challenge = params.text('code_challenge', '');
  const asked: Authorization = {
    kind: 'state',
    client,
    redirect,
    response,
    state: params.text('state', ''),
    minutes: params.number('expiration', response === 'token' ? 120 : 30),
    user: '',
    until: Date.now() + portal.tokens.lifeOf(CODE_LIFE_MS),
    ...(challenge === ''
      ? {}
      : {
          challenge: {
            value: challenge,
            method: params.text('code_challenge_method', 'plain').toUpperCase() === 'S256' ? 'S256' : 'plain',
          },
        }),
  };
  // A web server before the portal knows the user already.
  return call.caller
    ? granted(portal, call, { ...asked, user: call.caller.username })
    : signInPage(portal, asked);
}

/** Addresses that a client may be sent back to; undefined for an unknown client. */
function redirectsOf({ addresses, store }: PortalContext, client: string): string[] | undefined {
  if (KNOWN_CLIENTS.includes(client)) {
    return [addresses.http.portal, addresses.https.portal].map((url) => new URL(url).origin);
  }
  return store.apps.get(client)?.redirectUris;
}

function isBelow(address: string, root: string): boolean {
  if (root === OUT_OF_BAND || !URL.canParse(address) || !URL.canParse(root)) return address === root;
  const [one, other] = [new URL(address), new URL(root)];
  return one.origin === other.origin && one.pathname.startsWith(other.pathname);
}

function signIn(portal: PortalContext, call: Call): HtmlAnswer | RedirectAnswer {
  const asked = unsealed(portal, call.params.text('oauth_state', ''), 'state');
  if (!asked || asked.until < Date.now()) return refused('Invalid oauth_state');
  const { params } = call;
  const user = userSigningIn(portal, params.text('username', ''), params.text('password', ''))?.username;
  if (user === undefined) return signInPage(portal, asked, 'Invalid username or password.');
  return granted(portal, call, { ...asked, user });
}

function granted(portal: PortalContext, call: Call, asked: Authorization): RedirectAnswer {
  if (asked.response === 'token') {
    const { access_token, expires_in } = userToken(portal, asked);
    return redirected(portal, call, asked, {
      access_token,
      expires_in: String(expires_in),
      username: asked.user,
      ssl: String(call.secure),
    });
  }
  const until = Date.now() + portal.tokens.lifeOf(CODE_LIFE_MS);
  return redirected(portal, call, asked, { code: sealed(portal, { ...asked, kind: 'code', until }) });
}

function redirected(
  portal: PortalContext,
  call: Call,
  asked: Authorization,
  values: Record<string, string>,
): RedirectAnswer {
  const query = new URLSearchParams({ ...values, ...(asked.state === '' ? {} : { state: asked.state }) });
  if (asked.redirect === OUT_OF_BAND) {
    const { portal: root } = portal.addresses.of(call.secure);
    return new RedirectAnswer(`${root}/sharing/rest/oauth2/approval?${query}`);
  }
  const mark = asked.response === 'token' ? '#' : asked.redirect.includes('?') ? '&' : '?';
  return new RedirectAnswer(`${asked.redirect}${mark}${query}`);
}

/** The code for programs that ask their user to type it over; they find it in the title, too. */
function approval(call: Call): HtmlAnswer {
  const code = escapeHtml(call.params.text('code', ''));
  return page(
    `SUCCESS code=${code}`,
    `<p>Please copy this code into your program:</p><p><code>${code}</code></p>`,
  );
}

function signInPage(portal: PortalContext, asked: Authorization, problem?: string): HtmlAnswer {
  const state = sealed(portal, asked);
  const info = {
    oauth_state: state,
    client_id: asked.client,
    appTitle: asked.client,
    locale: 'en',
    persistOption: false,
    ...(problem === undefined ? {} : { code: 'OAUTH_0015', messages: [problem] }),
  };
  const script = JSON.stringify(info).replace(/</g, '\\u003c');
  const form = `<form method="post" action="signin">
<input type="hidden" name="oauth_state" value="${escapeHtml(state)}">
<p><label>Username <input name="username" autocomplete="username" autofocus></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<p><button>Sign in</button></p>
</form>`;
  const message = problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>`;
  return page(
    'Sign in',
    `<script>\nvar oAuthInfo = ${script};\n</script><h1>${escapeHtml(portal.name)}</h1>${message}${form}`,
  );
}

function refused(message: string): HtmlAnswer {
  return page('Error', `<p>Error: ${escapeHtml(message)}</p>`);
}

function page(title: string, body: string): HtmlAnswer {
  return new HtmlAnswer(
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`,
  );
}
