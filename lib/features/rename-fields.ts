import { fieldNames, relatedNames, renameInArcade, renameInTemplate } from '../references/rename-fields.js';
import type { Json } from './definition.js';

/** How a property names a field. */
type Naming = 'name' | 'names' | 'keys' | 'values' | 'sql' | 'text' | 'arcade';

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
  onStatisticField: 'name',
  floorField: 'name',
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
  groupByFields: 'names',
  orderByFields: 'names',
  keyFields: 'names',
  parentKeyFields: 'names',
  attributes: 'keys',
  domains: 'keys',
  defaultValues: 'keys',
  fieldMap: 'values',
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
  rotationExpression: 'text',
  expression: 'arcade',
  valueExpression: 'arcade',
};

/**
 * The document with every name of a renamed field replaced: in properties that hold a name, as keys, in SQL (outside of
 * string literals), in `{name}` and `[name]` of texts, in `$feature.name` of Arcade. Fields of a related layer are named
 * `relationships/<id>/<name>`, in the document and in `renamed`. Nothing is mutated; without renamed fields the document is
 * returned as it is.
 */
export function renameFields<T>(document: T, renamed: ReadonlyMap<string, string>): T {
  const changes = new Map([...renamed].filter(([from, to]) => from !== to));
  return changes.size === 0 ? document : (walk(document, changes) as T);
}

function walk(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => walk(entry, names));
  if (typeof value !== 'object' || value === null) return value;
  const { relationshipId } = value as Json;
  return Object.fromEntries(
    Object.entries(value as Json).map(([key, entry]) => {
      const isRelated = key === 'orderByFields' && typeof relationshipId === 'number';
      return [key, renamedEntry(key, entry, isRelated ? relatedNames(relationshipId, names) : names)];
    }),
  );
}

function renamedEntry(key: string, entry: unknown, names: ReadonlyMap<string, string>): unknown {
  const naming = namings[key];
  if (typeof entry === 'string') {
    if (naming === 'name') return names.get(entry) ?? entry;
    if (naming === 'names')
      return entry
        .split(',')
        .map((name) => renamedInList(name, names))
        .join(',');
    if (naming === 'sql') return renameInSql(entry, names);
    if (naming === 'text') return renameInTemplate(entry, fieldNames(Object.fromEntries(names)));
    if (naming === 'arcade') {
      const known = fieldNames(Object.fromEntries(names));
      return renameInArcade(renameInTemplate(entry, known), known);
    }
    return entry;
  }
  if (naming === 'names' && Array.isArray(entry)) {
    return entry.map((name) => (typeof name === 'string' ? renamedInList(name, names) : walk(name, names)));
  }
  const walked = walk(entry, names);
  if (naming === 'values' && typeof walked === 'object' && walked !== null) {
    return Object.fromEntries(
      Object.entries(walked).map(([key, name]) => [key, names.get(String(name)) ?? name]),
    );
  }
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

/** `name`, or with a direction: `name DESC`. */
function renamedInList(entry: string, names: ReadonlyMap<string, string>): string {
  return entry.replace(
    /^(\s*)(\S+)/,
    (_whole, before: string, name: string) => before + (names.get(name) ?? name),
  );
}
