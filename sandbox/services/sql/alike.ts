import { dateLiteral, textLiteral } from './combine.js';
import { type SqlContext, SqlError, type SqlFragment } from './sql-fragment.js';

/** Both sides of a comparison, literals turned to what they are compared with. Throws SqlError for things that cannot be compared. */
export function alike(
  left: SqlFragment,
  right: SqlFragment,
  context: SqlContext,
): [SqlFragment, SqlFragment] {
  const a = asComparedWith(left, right, context);
  const b = asComparedWith(right, left, context);
  const types = new Set([a.type, b.type].map((type) => (type === 'guid' ? 'text' : type)));
  if (types.has('boolean') || types.has('interval')) throw new SqlError('conditions cannot be compared');
  types.delete('null');
  // Portals take numbers and text for one another only in literals ('5' for 5).
  if (types.size > 1 && !(types.has('number') && types.has('text')))
    throw new SqlError('different types compared');
  return [a, b];
}

function asComparedWith(value: SqlFragment, other: SqlFragment, context: SqlContext): SqlFragment {
  // Days without a time are stored as text.
  if (value.day !== undefined && other.type === 'text') return textLiteral(value.day);
  if (value.literal === undefined) return value;
  if (other.type === 'date') return dateLiteral(value.literal);
  const guid = other.type === 'guid' ? context.guid(value.literal) : null;
  return guid === null ? value : textLiteral(guid);
}
