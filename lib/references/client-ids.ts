import { visitStrings } from './visit-strings.js';

const KEYS = /^(?:\w*client_?id|(?:oauth_?)?app_?id)$/i;
const CLIENT_ID = /^[0-9A-Za-z]{16}$/;

/** Whether a value is the client id of a registered application (OAuth): 16 letters and digits, under a key that names one. */
export function isClientId(key: string | null, text: string): boolean {
  return key !== null && KEYS.test(key) && CLIENT_ID.test(text);
}

/** Client ids as parameters of URLs. */
export const CLIENT_PARAMETER = /(?<=[?&;]client_id=)[0-9A-Za-z]{16}(?![0-9A-Za-z])/g;

/** Client ids of registered applications that a document names. */
export function clientIds(document: unknown): string[] {
  const found = new Set<string>();
  visitStrings(document, ({ text, key }) => {
    if (isClientId(key, text)) found.add(text);
    for (const [id] of text.matchAll(CLIENT_PARAMETER)) found.add(id);
  });
  return [...found];
}
