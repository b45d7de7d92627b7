import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { Credentials, PortalOptions, TlsOptions } from '../../lib/portal/portal.js';
import type { Red } from '../shared/node-red.js';
import type { PortalConfigDef, PortalCredentials } from './contract.js';

/** Node-RED's own tls-config node. */
interface TlsConfigNode {
  addTLSOptions?(options: TlsOptions): TlsOptions;
}

/** What the engine needs to open the portal of a dialog. Throws ARCGIS_CONFIG for what is missing. */
export function portalOptions(
  red: Red,
  settings: PortalConfigDef,
  credentials: PortalCredentials,
): PortalOptions {
  const concurrency = concurrencyOf(settings.concurrency);
  return {
    url: settings.url,
    credentials: credentialsOf(settings, credentials),
    readOnly: settings.readOnly === true,
    ...(settings.tls && { tls: tlsOptions(red, settings.tls) }),
    ...(concurrency !== null && { concurrency }),
  };
}

function credentialsOf({ signIn, url }: PortalConfigDef, credentials: PortalCredentials): Credentials {
  const { username = '', password = '', token = '' } = credentials;
  if (signIn === 'token') {
    if (token) return { kind: 'token', token };
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `The portal ${url} has no token. Open its settings and enter a token or an API key.`,
    );
  }
  if (username && password) return { kind: 'password', username, password };
  const missing = username ? 'password' : 'user name';
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `The portal ${url} has no ${missing}. Open its settings and enter it; imported flows never bring passwords.`,
  );
}

function tlsOptions(red: Red, id: string): TlsOptions {
  const tls = red.nodes.getNode(id) as TlsConfigNode | null | undefined;
  if (tls?.addTLSOptions) return tls.addTLSOptions({});
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    'The TLS configuration of the portal is missing or disabled. Choose another, or deploy it first.',
  );
}

function concurrencyOf(text: string | number | undefined): number | null {
  if (text === undefined || text === '') return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 64) return value;
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `"Calls at once" of the portal must be a whole number from 1 to 64, not "${text}".`,
  );
}
