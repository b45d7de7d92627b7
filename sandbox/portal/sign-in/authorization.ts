import type { PortalContext } from '../portal-context.js';

/** A sign-in by OAuth on its way: what the client brings back with the form, as a code, or as a refresh token. */
export interface Authorization {
  kind: 'state' | 'code' | 'refresh';
  client: string;
  redirect: string;
  response: 'code' | 'token';
  state: string;
  /** Minutes that the token is asked for. */
  minutes: number;
  user: string;
  /** Epoch ms. */
  until: number;
  /** PKCE: the code is only good together with the verifier that this was made of. */
  challenge?: { value: string; method: 'S256' | 'plain' };
}

/** In the form in which it goes to the client. It is signed, so nothing has to be kept. */
export function sealed(portal: PortalContext, content: Authorization): string {
  const body = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${body}.${portal.tokens.sign(body)}`;
}

/** What came back; null if it is not of this portal and kind, was revoked, or is used up. */
export function unsealed(
  portal: PortalContext,
  text: string,
  kind: Authorization['kind'],
): Authorization | null {
  const [body = '', signature = ''] = text.split('.');
  if (signature !== portal.tokens.sign(body) || portal.store.revoked.get(signature)) return null;
  const content = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Authorization;
  return content.kind === kind ? content : null;
}
