import type { Json } from './definition.js';

/** How a property names a field. */
type Naming = 'name' | 'names' | 'keys' | 'sql' | 'text' | 'arcade';

/** Properties of layer definitions and of a layer item's data in which field names occur. */
const namings: Record<string, Naming> = {
  field: 'name',
  field1: 'name',
  field2: 'name',
  field3: 'name',
  fieldName: 'name',
  normalizationField: 'name',
  normalizeField: 'name',
  tooltipField: 'name',
  displayField: 'name',
  typeIdField: 'name',
  subtypeField: 'name',
  startTimeField: 'name',
  endTimeField: 'name',
  trackIdField: 'name',
  keyField: 'name',
  creationDateField: 'name',
  creatorField: 'name',
  editDateField: 'name',
  editorField: 'name',
  objectIdField: 'name',
  globalIdField: 'name',
  fields: 'names',
  attributes: 'keys',
  domains: 'keys',
  defaultValues: 'keys',
  viewDefinitionQuery: 'sql',
  definitionQuery: 'sql',
  definitionExpression: 'sql',
  where: 'sql',
  title: 'text',
  description: 'text',
  text: 'text',
  caption: 'text',
  altText: 'text',
  sourceURL: 'text',
  linkURL: 'text',
  labelExpression: 'text',
  expression: 'arcade',
  valueExpression: 'arcade',
};

/**
 * The document with every name of a renamed field replaced: in properties that hold a name, as keys, in SQL (outside of
 * string literals), in `{name}` and `[name]` of texts, in `$feature.name` of Arcade. Nothing is mutated; without renamed
 * fields the document is returned as it is.
 */
export function renameFields<T>(document: T, renamed: ReadonlyMap<string, string>): T {
  const changes = new Map([...renamed].filter(([from, to]) => from !== to));
  return changes.size === 0 ? document : (walk(document, changes) as T);
}

function walk(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => walk(entry, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Json).map(([key, entry]) => [key, renamedEntry(key, entry, names)]),
  );
}

function renamedEntry(key: string, entry: unknown, names: ReadonlyMap<string, string>): unknown {
  const naming = namings[key];
  if (typeof entry === 'string') {
    if (naming === 'name') return names.get(entry) ?? entry;
    if (naming === 'names')
      return entry
        .split(',')
        .map((name) => names.get(name.trim()) ?? name)
        .join(',');
    if (naming === 'sql') return renameInSql(entry, names);
    if (naming === 'text') return renameInText(entry, names);
    if (naming === 'arcade') return renameInArcade(renameInText(entry, names), names);
    return entry;
  }
  if (naming === 'names' && Array.isArray(entry)) {
    return entry.map((name) => (typeof name === 'string' ? (names.get(name) ?? name) : walk(name, names)));
  }
  const walked = walk(entry, names);
  if (naming === 'keys' && typeof walked === 'object' && walked !== null && !Array.isArray(walked)) {
    return Object.fromEntries(
      Object.entries(walked).map(([name, value]) => [names.get(name) ?? name, value]),
    );
  }
  return walked;
}

/** Field names in an SQL clause; string literals stay. */
export function renameInSql(sql: string, names: ReadonlyMap<string, string>): string {
  return sql.replace(/'(?:[^']|'')*'|[\p{L}_][\p{L}\p{N}_]*/gu, (token) => names.get(token) ?? token);
}

function renameInText(text: string, names: ReadonlyMap<string, string>): string {
  return text
    .replace(/\{([^{}]+)\}/g, (whole, name: string) => (names.has(name) ? `{${names.get(name)}}` : whole))
    .replace(/\[([^[\]]+)\]/g, (whole, name: string) => (names.has(name) ? `[${names.get(name)}]` : whole));
}

function renameInArcade(code: string, names: ReadonlyMap<string, string>): string {
  return code.replace(
    /(\$feature\s*(?:\.\s*|\[\s*["']))([\p{L}_][\p{L}\p{N}_]*)/gu,
    (_whole, before: string, name: string) => before + (names.get(name) ?? name),
  );
}
