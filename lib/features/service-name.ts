import type { ReadablePortal } from '../portal/portal.js';

/** Longest name that every supported portal takes, with room left for the suffix of a conflict. */
const longestName = 90;

/**
 * A name that any hosting server accepts: letters, digits and underscores, not starting with a digit, at most 90
 * characters. Accents are removed, everything else becomes one underscore. A valid name is returned unchanged.
 */
export function serviceNameFor(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '');
  const name = /^\w+$/.test(plain) ? plain : plain.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');
  const started = /^\d/.test(name) ? `_${name}` : name;
  return started.slice(0, longestName) || 'layer';
}

/** The name that a new service is asked for with: `serviceNameFor`, and where that had to change the text, beginning with a letter. */
export function newServiceName(text: string): string {
  const name = serviceNameFor(text);
  return name !== text && name.startsWith('_') ? `S${name}` : name;
}

/**
 * The wanted name if the portal says that it is free, else the first free one of name_2, name_3, …; names in `taken` count
 * as taken even if the portal says otherwise (a name stays reserved for a while after its service was deleted).
 */
export async function freeServiceName(
  portal: ReadablePortal,
  wanted: string,
  taken: ReadonlySet<string>,
  signal?: AbortSignal,
  type = 'Feature Service',
): Promise<string> {
  const base = newServiceName(wanted);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (taken.has(name)) continue;
    const answer = await portal.read<{ available?: boolean }>(
      '/portals/self/isServiceNameAvailable',
      { name, type },
      signal ? { signal } : {},
    );
    if (answer.available !== false || number >= 50) return name;
  }
}
