import type { LayerDefinition } from '../definition.js';

/** What portals put before a name that a class may not begin with: a digit, an underscore or a word of SQL. */
const PREFIXES = ['_', 't', 't_'];
/** A name cut to the length that a geodatabase takes is still a long one. */
const LONG = 30;

type Fits = (table: string, forms: readonly string[]) => boolean;

/** From the surest to the least sure. */
const RULES: Fits[] = [
  (table, forms) => forms.includes(table),
  (table, forms) => PREFIXES.some((prefix) => forms.some((form) => table === prefix + form)),
  (table, forms) => forms.some((form) => /^_+\d*$/.test(after(table, form))),
  (table, forms) =>
    ['', ...PREFIXES].some((prefix) =>
      forms.some((form) => table.length >= LONG && (prefix + form).startsWith(table)),
    ),
];

/**
 * Which table of a geodatabase holds the rows of which layer, by layer id: how portals change names that a geodatabase does not take is told nowhere,
 * so each layer gets the one table that only its name can have become. Null unless that is clear for all of them; what was loaded is compared by value
 * in any case.
 */
export function tablesOfLayers(
  layers: readonly Pick<LayerDefinition, 'id' | 'name'>[],
  tables: readonly string[],
): Record<string, string> | null {
  const found = new Map<number, string>();
  const open = () => layers.filter(({ id }) => !found.has(id));
  const free = () => tables.filter((table) => ![...found.values()].includes(table));
  const rules = [
    (table: string, name: string) => table === name,
    ...RULES.map((fits) => (table: string, name: string) => fits(table.toLowerCase(), formsOf(name))),
  ];
  for (const fits of rules) {
    for (const { id, name } of open()) {
      const own = free().filter((table) => fits(table, name));
      const rivals = open().filter((other) => own[0] !== undefined && fits(own[0], other.name));
      if (own.length === 1 && rivals.length === 1 && own[0] !== undefined) found.set(id, own[0]);
    }
  }
  const [last, ...others] = open();
  const [left, ...more] = free();
  if (last && left !== undefined && others.length + more.length === 0) found.set(last.id, left);
  return found.size === layers.length ? Object.fromEntries(found) : null;
}

/** What a name may have become by letters alone: others than letters and digits are underscores, accents kept, taken off or underscores as well. */
function formsOf(name: string): string[] {
  const text = name.trim().toLowerCase();
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '');
  const forms = [text.replace(/[^\p{L}\p{N}_]/gu, '_'), text.replace(/\W/g, '_'), plain.replace(/\W/g, '_')];
  const short = forms.map((form) => form.replace(/_+/g, '_').replace(/^_+|_+$/g, ''));
  return [...new Set([...forms, ...short])].filter(Boolean);
}

/** What follows after the form; what no rule takes if it does not begin so. */
function after(table: string, form: string): string {
  return table.startsWith(form) ? table.slice(form.length) : '-';
}
