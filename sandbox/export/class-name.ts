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

/** How names that a class cannot have become others. */
export interface ClassNaming {
  /** Before a name that begins with a digit or an underscore, or is a reserved word. */
  prefix: string;
  /** Letters that stay; others are underscores. */
  letters: 'any' | 'ascii';
  length: number;
}

const USUAL: ClassNaming = { prefix: 'T_', letters: 'any', length: 150 };

/**
 * The name of a class in a geodatabase: letters, digits and underscores, not beginning with a digit, unique whatever the case.
 * The name is noted in `taken`, in lower case.
 */
export function className(title: string, taken: Set<string>, naming: Partial<ClassNaming> = {}): string {
  const { prefix, letters, length } = { ...USUAL, ...naming };
  const other = letters === 'any' ? /[^\p{L}\p{N}_]/gu : /\W/g;
  const plain = title.trim().replace(other, '_').slice(0, length) || 'Layer';
  const base = /^[\p{N}_]/u.test(plain) || RESERVED.has(plain.toLowerCase()) ? `${prefix}${plain}` : plain;
  let name = base;
  for (let count = 1; taken.has(name.toLowerCase()); count += 1) name = `${base}_${count}`;
  taken.add(name.toLowerCase());
  return name;
}
