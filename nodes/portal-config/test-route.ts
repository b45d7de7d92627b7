import type { PlainError } from '../../lib/copy/run/message.js';
import { plainError } from '../../lib/copy/run/plain-error.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import { normalisePortalUrl } from '../../lib/portal/portal-url.js';
import { asArcGISError } from '../shared/as-arcgis-error.js';
import type { Red } from '../shared/node-red.js';
import type { PortalConfigDef, PortalConfigNode, PortalCredentials } from './contract.js';
import { portalOptions } from './portal-options.js';

/** What Node-RED's editor has in a password field that the user did not touch. */
const UNCHANGED = '__PWRD__';

/** How long the person who pressed the button waits at most, in ms. */
const TEST_MS = 20_000;

/** What the dialog sends: its fields as they are now, deployed or not. */
export interface TestRequest {
  id: string;
  url: string;
  signIn: 'password' | 'token';
  username: string;
  password: string;
  token: string;
  tls: string;
}

export type TestAnswer =
  | {
      ok: true;
      portal: string;
      kind: 'online' | 'enterprise';
      version: string;
      url: string;
      username: string;
      fullName: string;
      role: string;
    }
  | { ok: false; error: PlainError };

/** Who is signed in to what, with the values of a dialog. Never throws; what the portal said is in the answer. */
export async function testPortal(red: Red, request: TestRequest): Promise<TestAnswer> {
  try {
    const stored = (red.nodes.getNode(request.id) as PortalConfigNode | null | undefined) ?? null;
    const settings: PortalConfigDef = {
      id: request.id,
      type: 'portal-config',
      name: '',
      z: '',
      url: fromEnvironment(red, stored, request.url),
      signIn: request.signIn,
      tls: request.tls === '_ADD_' ? '' : request.tls,
      readOnly: true,
      concurrency: '',
    };
    const options = portalOptions(red, settings, credentialsOf(red, stored, request, settings.url));
    const portal = openPortal({ ...options, timeout: TEST_MS });
    try {
      const self = await portal.self(AbortSignal.timeout(TEST_MS * 2));
      return {
        ok: true,
        portal: self.name,
        kind: self.isPortal ? 'enterprise' : 'online',
        version: self.currentVersion,
        url: portal.url,
        username: self.user?.username ?? '',
        fullName: self.user?.fullName ?? '',
        role: self.user?.role ?? '',
      };
    } finally {
      await portal.close();
    }
  } catch (thrown) {
    return { ok: false, error: plainError(asArcGISError(thrown)) };
  }
}

function credentialsOf(
  red: Red,
  stored: PortalConfigNode | null,
  request: TestRequest,
  url: string,
): PortalCredentials {
  const username = fromEnvironment(red, stored, request.username);
  return {
    username,
    password: secretOf(red, stored, 'password', request.password, { url, username }),
    token: secretOf(red, stored, 'token', request.token, { url, username: null }),
  };
}

/**
 * A secret that the user did not touch is the stored one, but only for the address and user that it was stored for: otherwise somebody who cannot
 * read it could have it sent to a host of their own.
 */
function secretOf(
  red: Red,
  stored: PortalConfigNode | null,
  name: 'password' | 'token',
  typed: string,
  meant: { url: string; username: string | null },
): string {
  if (typed !== UNCHANGED) return fromEnvironment(red, stored, typed);
  const secret = stored?.credentials?.[name];
  if (!stored || !secret) return '';
  const sameUrl = normalisePortalUrl(stored.settings.url) === normalisePortalUrl(meant.url);
  const sameUser = meant.username === null || meant.username === (stored.credentials.username ?? '');
  if (sameUrl && sameUser) return secret;
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `The stored ${name} belongs to another address or user. Enter the ${name} again to test these settings.`,
  );
}

/** `${NAME}` stands for a value of the environment, as Node-RED replaces it at a deploy. */
function fromEnvironment(red: Red, node: PortalConfigNode | null, value: string): string {
  if (!/^\$\{[^}]+\}$/.test(value)) return value;
  return String(red.util.evaluateNodeProperty(value, 'env', node as PortalConfigNode, {}));
}

/** The fields of a request body, each a text; anything else becomes ''. */
export function readTestRequest(body: unknown): TestRequest {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return {
    id: text('id'),
    url: text('url'),
    signIn: fields.signIn === 'token' ? 'token' : 'password',
    username: text('username'),
    password: text('password'),
    token: text('token'),
    tls: text('tls'),
  };
}
