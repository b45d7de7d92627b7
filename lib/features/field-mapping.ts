import { asJson, type Field, globalIdField, type LayerDefinition, objectIdField } from './definition.js';
import { editFields, fieldRole } from './field-roles.js';

/**
 * Source field name → target field name, for every source field that the target has. Enterprise writes names in lower case,
 * Online keeps them, both may append _1 to a reserved or doubled name, and each has names of its own for ObjectID, GlobalID,
 * computed lengths and editor tracking; so fields are matched by role first, then by exact name, then regardless of case,
 * then by name and type with a suffix.
 */
export function fieldMapping(source: LayerDefinition, target: LayerDefinition): Map<string, string> {
  const mapping = new Map<string, string>();
  const free = new Map(target.fields.map((field) => [field.name, field]));
  const pair = (from: string | null | undefined, to: string | null | undefined) => {
    if (!from || !to || mapping.has(from) || !free.has(to)) return;
    mapping.set(from, to);
    free.delete(to);
  };

  pair(objectIdField(source), objectIdField(target));
  pair(globalIdField(source), globalIdField(target));
  for (const key of ['shapeAreaFieldName', 'shapeLengthFieldName']) {
    pair(text(asJson(source.geometryProperties)[key]), text(asJson(target.geometryProperties)[key]));
  }
  for (const same of [exactly, regardlessOfCase, withSuffix]) {
    for (const field of source.fields) {
      if (mapping.has(field.name)) continue;
      pair(field.name, [...free.values()].find((candidate) => same(field, candidate))?.name);
    }
  }
  const theirs = editFields(target);
  for (const [role, name] of Object.entries(editFields(source))) pair(name, theirs[role]);
  return mapping;
}

/** Only the fields whose name changed, as the reference map keeps them. */
export function renamedFields(mapping: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...mapping].filter(([from, to]) => from !== to));
}

/** Names of the source's fields that a copy has to have and that the target lacks. */
export function missingFields(source: LayerDefinition, mapping: ReadonlyMap<string, string>): string[] {
  return source.fields
    .filter((field) => !['geometry', 'shape', 'objectId'].includes(fieldRole(source, field)))
    .map((field) => field.name)
    .filter((name) => !mapping.has(name));
}

function exactly(source: Field, target: Field): boolean {
  return source.name === target.name;
}

function regardlessOfCase(source: Field, target: Field): boolean {
  return source.name.toLowerCase() === target.name.toLowerCase();
}

function withSuffix(source: Field, target: Field): boolean {
  const plain = source.name.toLowerCase().replace(/\W+/g, '_');
  const found = target.name.toLowerCase();
  return (
    source.type === target.type &&
    (found === plain || (found.startsWith(plain) && /^_+\d*$/.test(found.slice(plain.length))))
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
