import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { ArcGISError } from './arcgis-error.js';
import type { TlsOptions } from './portal.js';

/** Connections to the portal and its servers, and to everybody else. */
export interface Dispatchers {
  own: Dispatcher;
  /** Never shows the user's client certificate. */
  foreign: Dispatcher;
}

const CONNECT_TIMEOUT = 10_000;

/**
 * Opens nothing yet.
 *
 * @throws ArcGISError ARCGIS_TLS if a certificate or key cannot be read, ARCGIS_CONFIG if the proxy's address is no URL.
 */
export function openDispatchers(options: { tls?: TlsOptions; proxy?: string; timeout: number }): Dispatchers {
  const { servername, rejectUnauthorized } = options.tls ?? {};
  const common = {
    timeout: Math.min(CONNECT_TIMEOUT, options.timeout),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
  const foreign = { ...common, ...contextOf({ ca: options.tls?.ca }) };
  const own = {
    ...common,
    ...contextOf(options.tls ?? {}),
    ...(servername === undefined || servername === '' ? {} : { servername }),
  };
  const open = (connect: object): Dispatcher => {
    if (options.proxy === undefined || options.proxy === '') return new Agent({ connect });
    try {
      return new ProxyAgent({ uri: options.proxy, requestTls: connect, proxyTls: foreign });
    } catch {
      throw new ArcGISError(
        'ARCGIS_CONFIG',
        'The address of the proxy is not a URL such as http://proxy.example.org:3128.',
      );
    }
  };
  return { own: open(own), foreign: open(foreign) };
}

/**
 * Certificates, read once for all connections. A CA that the user gives is trusted in addition to the well-known ones, since downloads may
 * be redirected to public hosts.
 */
function contextOf(tls: { [Key in 'ca' | 'cert' | 'key' | 'passphrase']?: TlsOptions[Key] | undefined }): {
  secureContext?: SecureContext;
} {
  const { ca, cert, key, passphrase } = tls;
  if (!ca && !cert && !key) return {};
  try {
    const secureContext = createSecureContext({
      ...(ca ? { ca: [...rootCertificates, ca] } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(passphrase ? { passphrase } : {}),
    });
    return { secureContext };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ArcGISError(
      'ARCGIS_TLS',
      `The certificates or the key of the TLS configuration cannot be read (${words}). They have to be in PEM form, and the passphrase has to be the key's.`,
    );
  }
}
