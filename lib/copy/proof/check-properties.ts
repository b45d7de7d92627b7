import { withoutStamp } from '../../items/copy-stamp.js';
import { digestOf } from '../../items/digest-of.js';
import type { Check, Warning } from '../../items/findings.js';
import type { Item } from '../../items/item.js';
import { OTHERS } from '../../items/item-properties.js';
import type { Params } from '../../portal/portal.js';

/** What the portal sets itself from the data of a hosted service, whatever is written. */
const DERIVED = new Set(['extent', 'spatialReference']);

/** Texts in which a portal removes markup that it thinks unsafe. */
const MARKUP = new Set(['title', 'snippet', 'description', 'accessInformation', 'licenseInfo']);

/**
 * Compares the properties of the copy with what was written. What a portal may change on its own is tolerated: keywords that it adds,
 * the order of tags, empty text for none. Removed markup (as long as the words are the same) and what it derives from a hosted
 * service are warnings.
 */
export function checkProperties(written: Params, copy: Item): { checks: Check[]; warnings: Warning[] } {
  const checks: Check[] = [];
  const warnings: Warning[] = [];
  for (const [name, expected] of Object.entries(written)) {
    if (expected === undefined) continue;
    const actual = copy[name];
    const ok = same(name, expected, actual);
    // An organisation can forbid comments altogether, which is no matter of the item.
    if (name === 'commentsEnabled' && !ok) continue;
    const excuse = ok ? null : excuseFor(name, expected, copy);
    if (excuse) warnings.push({ ...excuse, path: `item:$.${name}` });
    checks.push({ check: `property ${name}`, expected, actual: actual ?? null, ok: ok || excuse !== null });
  }
  return { checks, warnings };
}

/** Why a difference is none of the copy's fault; null if it is. */
function excuseFor(name: string, expected: unknown, copy: Item): Warning | null {
  const actual = copy[name];
  if (MARKUP.has(name) && words(expected) === words(actual)) {
    const message = `The portal changed the markup in the ${name} of the copy; its words are the same.`;
    return { code: 'MARKUP_CHANGED', message };
  }
  const isDerived = DERIVED.has(name) && (expected === '' || copy.typeKeywords.includes('Hosted Service'));
  if (isDerived || OTHERS.includes(name)) {
    const [was, is] = [JSON.stringify(expected), JSON.stringify(actual ?? null)];
    return {
      code: 'PORTAL_DECIDED',
      message: `The portal set the ${name} of the copy itself: ${is} instead of ${was}.`,
    };
  }
  return null;
}

function same(name: string, expected: unknown, actual: unknown): boolean {
  switch (name) {
    case 'typeKeywords':
      return list(expected).every((keyword) => list(actual).includes(keyword));
    case 'tags':
    case 'categories':
    case 'appCategories':
    case 'industries':
    case 'languages':
      return digestOf([...list(expected)].sort()) === digestOf([...list(actual)].sort());
    case 'culture':
      return String(expected).toLowerCase() === String(actual ?? '').toLowerCase();
    case 'extent':
      return sameNumbers(expected, actual);
    case 'properties':
      return digestOf(stampless(expected)) === digestOf(stampless(actual));
    default:
      return digestOf(expected || null) === digestOf(actual || null);
  }
}

function list(value: unknown): string[] {
  if (typeof value === 'string') return value.split(',').map((one) => one.trim());
  return Array.isArray(value) ? value.map(String) : [];
}

/** Portals round extents. */
function sameNumbers(expected: unknown, actual: unknown): boolean {
  const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.flat(3).map(Number) : []);
  const [a, b] = [numbers(expected), numbers(actual)];
  return a.length === b.length && a.every((one, index) => Math.abs(one - (b[index] ?? Number.NaN)) < 1e-6);
}

function stampless(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? withoutStamp(value as Record<string, unknown>) : null;
}

function words(value: unknown): string {
  return String(value ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&[a-z]+;|&#\d+;/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
