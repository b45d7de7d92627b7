const PARAMETERS =
  /([?&;"'\s{,]|^)("?(?:token|password|access_token|refresh_token|client_secret|apikey|api_key|x-amz-[a-z-]+|signature|sig|key-pair-id|policy)"?\s*[=:]\s*"?)([^&\s"',;}]+)/gi;
const BEARER = /\b(bearer|basic|negotiate)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^/\s@"']+@/gi;
const HIDDEN = '…';

/**
 * Takes secrets out of a text that a person may read: the given ones wherever they occur (also percent-encoded), values of parameters
 * such as `token=`, `password:` and signatures of signed URLs, authorization headers, and user:password@ in URLs.
 */
export function redact(text: string, secrets: Iterable<string> = []): string {
  let result = text;
  for (const secret of secrets) {
    // A shorter string would blank out ordinary words.
    if (secret.length < 4) continue;
    result = result.replaceAll(secret, HIDDEN);
    const encoded = encodeURIComponent(secret);
    if (encoded !== secret) result = result.replaceAll(encoded, HIDDEN);
  }
  return result
    .replace(PARAMETERS, `$1$2${HIDDEN}`)
    .replace(BEARER, `$1 ${HIDDEN}`)
    .replace(USER_INFO, `$1${HIDDEN}@`);
}
