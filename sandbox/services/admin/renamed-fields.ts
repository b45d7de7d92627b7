type Json = Record<string, unknown>;

const NAMES = ['objectIdField', 'globalIdField', 'displayField', 'typeIdField', 'subtypeField'];

/** A layer definition with its field names as `stored` gives them back; aliases stay. Symbols are not touched. */
export function renamedFields(layer: Json, stored: (name: string) => string): Json {
  const renamed = (value: unknown): unknown => (typeof value === 'string' ? stored(value) : value);
  const renamedList = (value: unknown): unknown =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((name) => stored(name.trim()))
          .join(',')
      : value;
  const renamedKeys = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [stored(key), inner]));
  };
  const renamedValues = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, name]) => [key, key.endsWith('Field') ? renamed(name) : name]),
    );
  };
  const renamedTemplate = (template: Json): Json => {
    const prototype = template.prototype as Json | undefined;
    if (prototype?.attributes === undefined) return template;
    return { ...template, prototype: { ...prototype, attributes: renamedKeys(prototype.attributes) } };
  };
  /** Fields of a group are names, or objects with a name. */
  const renamedGroup = (group: Json): Json => {
    const fields = Array.isArray(group.fields) ? (group.fields as unknown[]) : [];
    const names = fields.map((field) =>
      typeof field === 'object' && field !== null
        ? { ...field, name: renamed((field as Json).name) }
        : renamed(field),
    );
    return { ...group, fields: names, domains: renamedKeys(group.domains) };
  };
  const result: Json = { ...layer };
  for (const name of NAMES) result[name] = renamed(result[name]);
  if (Array.isArray(layer.fields)) {
    result.fields = (layer.fields as Json[]).map((field) => ({
      ...field,
      alias: field.alias ?? field.name,
      name: renamed(field.name),
    }));
  }
  result.editFieldsInfo = renamedValues(layer.editFieldsInfo);
  result.timeInfo = renamedValues(layer.timeInfo);
  if (Array.isArray(layer.indexes)) {
    result.indexes = (layer.indexes as Json[]).map((index) => ({
      ...index,
      fields: renamedList(index.fields),
    }));
  }
  if (Array.isArray(layer.relationships)) {
    result.relationships = (layer.relationships as Json[]).map((one) => ({
      ...one,
      keyField: renamed(one.keyField),
      ...(one.keyFieldInRelationshipTable === undefined
        ? {}
        : { keyFieldInRelationshipTable: renamed(one.keyFieldInRelationshipTable) }),
    }));
  }
  if (Array.isArray(layer.templates)) result.templates = (layer.templates as Json[]).map(renamedTemplate);
  if (Array.isArray(layer.subtypes)) {
    result.subtypes = (layer.subtypes as Json[]).map((one) => ({
      ...one,
      domains: renamedKeys(one.domains),
      defaultValues: renamedKeys(one.defaultValues),
    }));
  }
  const contingent = layer.contingentValuesDefinition as Json | undefined;
  if (Array.isArray(contingent?.fieldGroups)) {
    const fieldGroups = (contingent.fieldGroups as Json[]).map(renamedGroup);
    result.contingentValuesDefinition = { ...contingent, fieldGroups };
  }
  if (Array.isArray(layer.types)) {
    result.types = (layer.types as Json[]).map((type) => ({
      ...type,
      domains: renamedKeys(type.domains),
      templates: Array.isArray(type.templates)
        ? (type.templates as Json[]).map(renamedTemplate)
        : type.templates,
    }));
  }
  return result;
}
