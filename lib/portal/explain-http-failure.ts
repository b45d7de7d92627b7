import { ArcGISError, type ArcGISErrorCode, type ArcGISErrorDetails } from './arcgis-error.js';
import type { CallPlace } from './call.js';
import { sentenceStart } from './explain-envelope.js';
import { Failure, type Repeat } from './failure.js';
import { retryAfter } from './retry-after.js';

/** What is needed of an answer that is not ArcGIS's own JSON. */
export interface PlainAnswer {
  status: number;
  contentType: string;
  retryAfter: string | undefined;
  /** Values of WWW-Authenticate, comma-joined. */
  wwwAuthenticate: string;
  /** It brings the name of a file. */
  hasName: boolean;
  /** Start of the body, as text. */
  text: string;
}

/** The failure behind an HTTP error status without ArcGIS error envelope: it comes from what stands in front of the portal. */
export function explainHttpFailure(answer: PlainAnswer, place: CallPlace, now: number): Failure {
  const { status } = answer;
  const start = sentenceStart(place);
  const fail = (code: ArcGISErrorCode, words: string, repeat: Repeat = 'never', limits = {}): Failure =>
    new Failure(new ArcGISError(code, `${start} failed: ${words}`, details(place, status)), repeat, limits);

  if (status === 401) {
    if (/negotiate|ntlm|kerberos/i.test(answer.wwwAuthenticate)) {
      return fail(
        'ARCGIS_AUTH',
        'the web server in front of it asks for Integrated Windows Authentication (HTTP 401), which this software does not do. ' +
          'Use an address of the portal without Windows authentication (such as a second web adaptor, or port 7443) and a built-in account.',
      );
    }
    return fail(
      'ARCGIS_AUTH',
      'the web server in front of it asks for a sign-in of its own (HTTP 401). Ask for an address of the portal without it.',
    );
  }
  if (status === 403) {
    return fail(
      'ARCGIS_FORBIDDEN',
      'the web server in front of it refused (HTTP 403), not the portal. It may ask for a client certificate, block this machine, ' +
        'or have had too many requests: check the certificate in the TLS settings, or wait an hour and run again.',
    );
  }
  if (status === 429) {
    const waitMs = retryAfter(answer.retryAfter, answer.text, now);
    return fail(
      'ARCGIS_RATE_LIMIT',
      'too many requests were sent to it (HTTP 429). Wait, then run again.',
      'always',
      { throttled: true, ...(waitMs === undefined ? {} : { waitMs }) },
    );
  }
  if (status === 413) {
    return fail(
      'ARCGIS_UNEXPECTED',
      'the web server in front of it accepts nothing that large (HTTP 413). Ask its administrator to raise the limit for requests.',
    );
  }
  if (status === 407) {
    return fail(
      'ARCGIS_CONFIG',
      'the proxy asks for a sign-in (HTTP 407). Check user name and password of the proxy.',
    );
  }
  if (status === 502 || status === 503 || status === 504) {
    const waitMs = retryAfter(answer.retryAfter, '', now);
    // With Retry-After a 503 was refused at the door; without it, what stands behind may have worked on it.
    const repeat = status === 503 && waitMs !== undefined ? 'always' : 'if-repeatable';
    return fail(
      status === 504 ? 'ARCGIS_TIMEOUT' : 'ARCGIS_NETWORK',
      `the web server in front of it cannot reach it (HTTP ${status}). It may be restarting: try again later.`,
      repeat,
      waitMs === undefined ? {} : { waitMs },
    );
  }
  if (status === 404 || status === 405 || status === 410) {
    return isFirstContact(place)
      ? notAPortal(place, `HTTP ${status}`)
      : fail('ARCGIS_NOT_FOUND', `there is nothing at that address (HTTP ${status}).`);
  }
  return fail(
    'ARCGIS_UNEXPECTED',
    `the answer was HTTP ${status}, which ArcGIS does not send. Check the URL of the portal.`,
  );
}

/** The failure of an answer that is a web page, or no JSON, where ArcGIS would have answered JSON. */
export function explainNoJson(answer: PlainAnswer, place: CallPlace): Failure {
  if (answer.text.trim() === '') {
    // The words in brackets are what rest-js looks for to recognise an item without data.
    return unexpected(place, answer, 'the answer was empty (Unexpected end of JSON input).');
  }
  const isPage = /html/i.test(answer.contentType) || /^\s*</.test(answer.text);
  if (!isPage) return unexpected(place, answer, 'the answer is not JSON.');
  if (!/ArcGIS (Portal|REST)|gwDiv/i.test(answer.text)) {
    if (/type\s*=\s*["']?password|saml|sign ?in|log ?in/i.test(answer.text))
      return loginPage(place, undefined);
    if (isFirstContact(place)) return notAPortal(place, 'a web page');
    return foreignPage(place, answer);
  }
  return unexpected(
    place,
    answer,
    'it answered with a web page instead of JSON, so it did not understand the request.',
  );
}

/**
 * The failure of an answer that is a web page where a text or a file was due; null for any other, and for pages that may well be what is stored there:
 * those come with a name of a file, end like one, or are attachments.
 */
export function explainPage(answer: PlainAnswer, place: CallPlace): Failure | null {
  const isPage = /html/i.test(answer.contentType) && /^\s*<(?:!doctype html|html)\b/i.test(answer.text);
  const mayBeStored = answer.hasName || /\.x?html?$|\/attachments\//i.test(place.endpoint);
  return isPage && !mayBeStored ? explainNoJson(answer, place) : null;
}

/** A redirect where an answer was due: to https, or to a login page elsewhere. */
export function explainRedirect(from: URL, to: URL, place: CallPlace): Failure {
  if (from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname) {
    return new Failure(
      new ArcGISError(
        'ARCGIS_CONFIG',
        `${sentenceStart(place)} failed: it is only served over https. Use an https:// address for it.`,
        details(place, 302),
      ),
    );
  }
  if (from.hostname === to.hostname && !/sign-?in|login|saml|oauth2/i.test(to.pathname)) {
    return new Failure(
      new ArcGISError(
        'ARCGIS_UNEXPECTED',
        `${sentenceStart(place)} failed: it points to another address (${to.origin}${to.pathname}). Check the URL of the portal.`,
        details(place, 302),
      ),
    );
  }
  return loginPage(place, to.host);
}

/** What is asked before anything is known of the address: later, something missing is just missing. */
function isFirstContact(place: CallPlace): boolean {
  return place.sharing && /^\/(generateToken|portals\/self|community\/self)$/.test(place.endpoint);
}

function loginPage(place: CallPlace, host: string | undefined): Failure {
  return new Failure(
    new ArcGISError(
      'ARCGIS_AUTH',
      `${sentenceStart(place)} failed: a login page${host ? ` of ${host}` : ''} answered instead of ArcGIS. ` +
        'The web server in front of the portal asks for a sign-in of the organisation first (such as SAML or a proxy). ' +
        'Use an address of the portal without it and a built-in account, or a token.',
      details(place, 200),
    ),
  );
}

/** Nobody knows whether ArcGIS ever got the call: something before it answered. */
function foreignPage(place: CallPlace, answer: PlainAnswer): Failure {
  const words =
    'a web page came that is not of ArcGIS. Something before it, such as a proxy, may be in the way: try again later.';
  return new Failure(
    new ArcGISError(
      'ARCGIS_NETWORK',
      `${sentenceStart(place)} failed: ${words}`,
      details(place, answer.status),
    ),
    'if-repeatable',
    { attempts: 3 },
  );
}

function notAPortal(place: CallPlace, what: string): Failure {
  return new Failure(
    new ArcGISError(
      'ARCGIS_CONFIG',
      `${place.place} answers, but not as an ArcGIS portal (${what} for ${place.endpoint}). Check the URL: for ArcGIS Enterprise it ends with ` +
        'the name of the web adaptor, such as https://gis.example.org/portal; for ArcGIS Online it is https://myorg.maps.arcgis.com.',
      details(place, undefined),
    ),
  );
}

function unexpected(place: CallPlace, answer: PlainAnswer, words: string): Failure {
  return new Failure(
    new ArcGISError(
      'ARCGIS_UNEXPECTED',
      `${sentenceStart(place)} failed: ${words}`,
      details(place, answer.status),
    ),
  );
}

function details(place: CallPlace, status: number | undefined): ArcGISErrorDetails {
  return {
    portal: place.portal,
    endpoint: place.endpoint,
    ...(status === undefined ? {} : { httpStatus: status }),
  };
}
