/** Which token belongs to which address. */
export interface Access {
  own: { roots: string[]; token: string }[];
  neighbours: string[];
}

export type Origin = 'this portal' | 'the other portal' | 'elsewhere';

/** Whose address it is. */
export function originOf(url: string, access: Access): Origin {
  if (access.own.some(({ roots }) => roots.some((root) => isBelow(url, root)))) return 'this portal';
  return access.neighbours.some((root) => isBelow(url, root)) ? 'the other portal' : 'elsewhere';
}

/** Whether it is on this machine: nothing else is ever asked. */
export function isLocal(url: string): boolean {
  return URL.canParse(url) && /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(url).hostname);
}

/** The token for an address, '' for one of another portal. */
export function tokenFor(url: string, access: Access): string {
  return access.own.find(({ roots }) => roots.some((root) => isBelow(url, root)))?.token ?? '';
}

/**
 * JSON of an address.
 * @throws Error with the words of the server
 */
export async function ask<T>(url: string, params: Record<string, string>, access: Access): Promise<T> {
  const token = tokenFor(url, access);
  const body = new URLSearchParams({ f: 'json', ...params, ...(token === '' ? {} : { token }) });
  const answer = await fetch(url, { method: 'POST', body }).catch(() => {
    throw new Error(`${new URL(url).host} cannot be reached`);
  });
  const json = (await answer.json()) as T & { error?: { code?: number; message?: string } };
  if (json.error) throw new Error(`${json.error.message ?? 'refused'} (code ${json.error.code ?? '?'})`);
  return json;
}

function isBelow(url: string, root: string): boolean {
  const [given, own] = [url.toLowerCase(), root.toLowerCase()];
  return given === own || given.startsWith(`${own}/`) || given.startsWith(`${own}?`);
}
