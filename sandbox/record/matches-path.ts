/**
 * Whether a path, whole or without the web context that it begins with, fits a pattern: `*` is anything within a segment, `**`
 * anything, and `/**` nothing, too. Case does not matter, as it does not for portals.
 */
export function matchesPath(pattern: string, path: string, context: string): boolean {
  const fits = expressionOf(pattern);
  const below = path.toLowerCase().startsWith(`${context.toLowerCase()}/`)
    ? path.slice(context.length)
    : path;
  return fits.test(path) || fits.test(below);
}

const known = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const made = known.get(pattern);
  if (made) return made;
  const text = pattern.replace(/\/\*\*\/|\/\*\*$|\*\*|\*|[.+?^${}()|[\]\\]/g, (sign) => {
    if (sign === '/**/') return '/(?:.*/)?';
    if (sign === '/**') return '(?:/.*)?';
    if (sign === '**') return '.*';
    return sign === '*' ? '[^/]*' : `\\${sign}`;
  });
  const expression = new RegExp(`^${text}/?$`, 'i');
  known.set(pattern, expression);
  return expression;
}
