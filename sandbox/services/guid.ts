import { randomUUID } from 'node:crypto';

/** How a portal writes GlobalIDs and GUIDs: ArcGIS Online in lower case without braces, Enterprise in braces and upper case. */
export type GuidStyle = 'bare' | 'braced';

const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** The same GUID in the portal's style, or null if the text is not a GUID. Braces and case of the input do not matter. */
export function styledGuid(text: unknown, style: GuidStyle): string | null {
  const bare = typeof text === 'string' ? GUID.exec(text.trim())?.[1] : undefined;
  if (bare === undefined) return null;
  return style === 'bare' ? bare.toLowerCase() : `{${bare.toUpperCase()}}`;
}

/** A new random GUID in the portal's style. */
export function newGuid(style: GuidStyle): string {
  const id = randomUUID();
  return style === 'bare' ? id : `{${id.toUpperCase()}}`;
}
