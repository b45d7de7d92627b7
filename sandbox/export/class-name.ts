/** Names that a geodatabase keeps for itself. */
const RESERVED = new Set([
  'add',
  'alter',
  'and',
  'between',
  'by',
  'column',
  'create',
  'delete',
  'drop',
  'exists',
  'for',
  'from',
  'group',
  'in',
  'insert',
  'into',
  'is',
  'like',
  'not',
  'null',
  'or',
  'order',
  'select',
  'set',
  'table',
  'update',
  'values',
  'where',
]);

/**
 * The name of a class in a geodatabase: letters, digits and underscores, not beginning with a digit, unique whatever the case.
 * The name is noted in `taken`, in lower case.
 */
export function className(title: string, taken: Set<string>): string {
  const plain =
    title
      .trim()
      .replace(/[^\p{L}\p{N}_]/gu, '_')
      .slice(0, 150) || 'Layer';
  const base = /^[\p{N}_]/u.test(plain) || RESERVED.has(plain.toLowerCase()) ? `T_${plain}` : plain;
  let name = base;
  for (let count = 1; taken.has(name.toLowerCase()); count += 1) name = `${base}_${count}`;
  taken.add(name.toLowerCase());
  return name;
}
