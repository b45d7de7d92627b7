import { ArcGISError, type ArcGISErrorCode } from './arcgis-error.js';
import type { CallPlace } from './call.js';
import { sentenceStart } from './explain-envelope.js';
import { Failure, type Repeat } from './failure.js';

const TLS =
  /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** The failure behind an exception of the HTTP client: what happened on the way, whether anything can have been done, what to do. */
export function explainNetworkError(cause: unknown, place: CallPlace, host: string): Failure {
  const { code, words } = describe(cause);
  const fail = (kind: ArcGISErrorCode, text: string, repeat: Repeat = 'never', attempts?: number): Failure =>
    new Failure(
      new ArcGISError(kind, `${sentenceStart(place)} failed: ${text}`, {
        portal: place.portal,
        endpoint: place.endpoint,
      }),
      repeat,
      attempts === undefined ? {} : { attempts },
    );

  if (code === 'ENOTFOUND') {
    return fail(
      'ARCGIS_NETWORK',
      `there is no host named ${host}. Check the spelling of the URL, and the network or VPN.`,
    );
  }
  if (code === 'EAI_AGAIN') {
    return fail(
      'ARCGIS_NETWORK',
      `the name ${host} could not be looked up. Check the network or VPN.`,
      'always',
      3,
    );
  }
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return fail(
      'ARCGIS_NETWORK',
      `${host} refused the connection or cannot be reached (${code}). Check that it is running, and the port and the firewall.`,
      'always',
      3,
    );
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return fail(
      'ARCGIS_TIMEOUT',
      `${host} did not accept a connection in time. Check the port, the firewall, and whether a proxy is needed.`,
      'always',
      2,
    );
  }
  if (TLS.test(code) || /certificate|handshake|wrong version number|ssl routines/i.test(words)) {
    return fail('ARCGIS_TLS', tlsWords(code, words, host));
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return fail('ARCGIS_TIMEOUT', `it did not answer in time.${lost(place)}`, 'if-repeatable', 2);
  }
  if (code === 'ABORT_ERR' || (code === 'UND_ERR_ABORTED' && !/proxy/i.test(words))) {
    return fail('ARCGIS_CANCELLED', 'it was cancelled.');
  }
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return fail('ARCGIS_CANCELLED', 'the connection to the portal was closed here.');
  }
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|HPE_)/.test(code)) {
    return fail(
      'ARCGIS_NETWORK',
      `the connection broke before the answer was complete (${code}).${lost(place)}`,
      'if-repeatable',
    );
  }
  if (code === 'UND_ERR_ABORTED' && /proxy/i.test(words)) {
    return fail(
      'ARCGIS_NETWORK',
      `the proxy refused the connection to ${host} (${words}). Check the proxy's address, user name and password.`,
    );
  }
  return fail('ARCGIS_NETWORK', `${place.redact(words)}${code ? ` (${code})` : ''}.${lost(place)}`);
}

function lost(place: CallPlace): string {
  return place.write ? ' Whether it was done is not known: look at the portal, or run again.' : ' Run again.';
}

function tlsWords(code: string, words: string, host: string): string {
  if (code === 'CERT_HAS_EXPIRED')
    return `the certificate of ${host} has expired. Ask its administrator to renew it.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    return `the certificate of ${host} was made for another name. Use the name it was made for, or set the server name in the TLS settings.`;
  }
  if (/wrong version number|packet length too long|EPROTO/i.test(`${code} ${words}`)) {
    return `${host} does not speak https on that port. Check the scheme and the port of the URL.`;
  }
  if (/UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA/.test(code)) {
    return (
      `the certificate of ${host} was issued by an authority that this machine does not know (${code}). ` +
      'Give the certificate of that authority as CA certificate in a TLS configuration of the portal, or start Node-RED with NODE_EXTRA_CA_CERTS set to its file.'
    );
  }
  return `no secure connection to ${host} could be made (${code || words}). If the portal asks for a client certificate, give it in the TLS configuration.`;
}

/** Code and words of the innermost cause that has a code. */
function describe(cause: unknown): { code: string; words: string } {
  let code = '';
  let words = 'the connection failed';
  let current: unknown = cause;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (current.message !== '') words = current.message;
    if ('code' in current && typeof current.code === 'string') code = current.code;
    // Several addresses of one host were tried: each failed in its own way, the first says enough.
    current = current instanceof AggregateError ? (current.errors[0] ?? current.cause) : current.cause;
  }
  return { code, words };
}
