import { ArcGISError, type ArcGISErrorCode } from './arcgis-error.js';
import type { CallPlace } from './call.js';
import type { ErrorEnvelope } from './error-envelope.js';
import { Failure } from './failure.js';
import { retryAfter } from './retry-after.js';

/** The failure behind an error envelope. `http`: status and headers of the answer that held it; `now` in epoch ms. */
export function explainEnvelope(
  envelope: ErrorEnvelope,
  place: CallPlace,
  http: { status: number; retryAfter: string | undefined },
  now: number,
): Failure {
  const code = envelope.code ?? (http.status >= 400 ? http.status : undefined);
  const said = place.redact(envelope.message);
  const meaning = meaningOf(code, envelope.messageCode, said, place);
  const quoted = said === '' ? 'it gave no reason' : `it said "${said}"`;
  const codes = [code === undefined ? '' : `code ${code}`, envelope.messageCode ?? ''].filter(
    (part) => part !== '',
  );
  const message = [
    `${sentenceStart(place)} failed: ${quoted}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}.`,
    meaning.advice,
  ];
  const error = new ArcGISError(meaning.code, message.filter((part) => part !== '').join(' '), {
    portal: place.portal,
    endpoint: place.endpoint,
    ...(code === undefined ? {} : { esriCode: code }),
    ...(envelope.messageCode === undefined ? {} : { messageCode: envelope.messageCode }),
    ...(said === '' ? {} : { portalMessage: said }),
    httpStatus: http.status,
  });
  if (code === 498 || code === 499) return new Failure(error, 'new-token');
  if (meaning.code === 'ARCGIS_RATE_LIMIT') {
    const waitMs = retryAfter(http.retryAfter, said, now);
    return new Failure(error, 'always', { throttled: true, ...(waitMs === undefined ? {} : { waitMs }) });
  }
  // A query that timed out once may well be answered the second time; more tries only add load.
  if (code === 502 || code === 503 || code === 504)
    return new Failure(error, 'if-repeatable', { attempts: 3 });
  // Most 500s are a service's way to say no; some pass, as when it is just being restarted or its database is busy.
  if (code === 500) return new Failure(error, 'if-repeatable', { attempts: 2 });
  return new Failure(error);
}

/** "Reading /content/items/x from https://…" */
export function sentenceStart(place: CallPlace): string {
  return place.write
    ? `Writing ${place.endpoint} to ${place.place}`
    : `Reading ${place.endpoint} from ${place.place}`;
}

interface Meaning {
  code: ArcGISErrorCode;
  advice: string;
}

function meaningOf(
  code: number | undefined,
  messageCode: string | undefined,
  said: string,
  place: CallPlace,
): Meaning {
  if (code === 498 || code === 499) return { code: 'ARCGIS_AUTH', advice: tokenAdvice(place) };
  if (code === 429) {
    return { code: 'ARCGIS_RATE_LIMIT', advice: 'Too many requests were sent to it. Wait, then run again.' };
  }
  if (/ssl required/i.test(said)) {
    return { code: 'ARCGIS_CONFIG', advice: 'Use the https:// address of the portal.' };
  }
  if (/read[ -]?only mode/i.test(said)) {
    return {
      code: 'ARCGIS_FORBIDDEN',
      advice: 'Ask its administrator to end read-only mode, then run again.',
    };
  }
  if (/delete protection/i.test(said)) {
    return { code: 'ARCGIS_PROTECTED', advice: 'Turn off delete protection of the item first.' };
  }
  if (/quota|storage limit|out of storage|insufficient credits/i.test(said)) {
    return { code: 'ARCGIS_QUOTA', advice: 'Free space or raise the limit in the portal, then run again.' };
  }
  if (code === 409 || messageCode === 'CONT_0027' || /already exists|already in use/i.test(said)) {
    return { code: 'ARCGIS_EXISTS', advice: '' };
  }
  if (
    code === 404 ||
    MISSING.has(messageCode ?? '') ||
    /does not exist or is inaccessible|not found/i.test(said)
  ) {
    return { code: 'ARCGIS_NOT_FOUND', advice: missingAdvice(place) };
  }
  if (/does not have a file/i.test(said)) return { code: 'ARCGIS_NOT_FOUND', advice: '' };
  if (code === 403) return { code: 'ARCGIS_FORBIDDEN', advice: forbiddenAdvice(place) };
  if (code === 504 || /timed out/i.test(said)) {
    return {
      code: 'ARCGIS_TIMEOUT',
      advice: 'It took the service too long. Run again when it is less busy.',
    };
  }
  return { code: 'ARCGIS_UNEXPECTED', advice: '' };
}

// Items, related items, groups (content and community), users, item info files.
const MISSING = new Set(['CONT_0001', 'CONT_0004', 'CONT_0006', 'COM_0003', 'COM_0018', 'CONT_0036']);

function tokenAdvice(place: CallPlace): string {
  if (place.signedIn === 'anonymous') {
    return 'This needs a signed-in user. Enter a user name and password, or a token, for this portal.';
  }
  if (!place.withToken) {
    return `That server is not federated with ${place.portal}, so no token of the portal was sent to it. It needs a sign-in of its own, which is not supported.`;
  }
  if (place.signedIn === 'token') {
    return 'The token has expired, was revoked, or is bound to another web address or machine. Make a new one and enter it for this portal.';
  }
  return 'A new token was refused as well. Check that the account may sign in, and that the clocks of the portal and its servers agree.';
}

function missingAdvice(place: CallPlace): string {
  return place.signedIn === 'anonymous'
    ? 'It was deleted, or is not shared with everyone.'
    : 'It was deleted, or the signed-in user may not see it.';
}

function forbiddenAdvice(place: CallPlace): string {
  return place.signedIn === 'anonymous'
    ? 'Nobody is signed in. Enter a user name and password, or a token, for this portal.'
    : 'Ask an administrator of the portal for a role with this privilege, or sign in as another user.';
}
