type Json = Record<string, unknown>;

const NAMES = ['objectIdField', 'globalIdField', 'displayField', 'typeIdField', 'subtypeField'];

/** A layer definition with its field names in lower case, as PostgreSQL keeps them; aliases stay. Symbols are not touched. */
export function lowerCaseNames(layer: Json): Json {
  const result: Json = { ...layer };
  for (const name of NAMES) result[name] = lower(result[name]);
  if (Array.isArray(layer.fields)) {
    result.fields = (layer.fields as Json[]).map((field) => ({
      ...field,
      alias: field.alias ?? field.name,
      name: lower(field.name),
    }));
  }
  result.editFieldsInfo = lowerValues(layer.editFieldsInfo);
  result.timeInfo = lowerValues(layer.timeInfo);
  if (Array.isArray(layer.indexes)) {
    result.indexes = (layer.indexes as Json[]).map((index) => ({ ...index, fields: lower(index.fields) }));
  }
  if (Array.isArray(layer.relationships)) {
    result.relationships = (layer.relationships as Json[]).map((one) => ({
      ...one,
      keyField: lower(one.keyField),
      ...(one.keyFieldInRelationshipTable === undefined
        ? {}
        : { keyFieldInRelationshipTable: lower(one.keyFieldInRelationshipTable) }),
    }));
  }
  if (Array.isArray(layer.templates)) result.templates = (layer.templates as Json[]).map(lowerTemplate);
  if (Array.isArray(layer.subtypes)) {
    result.subtypes = (layer.subtypes as Json[]).map((one) => ({
      ...one,
      domains: lowerKeys(one.domains),
      defaultValues: lowerKeys(one.defaultValues),
    }));
  }
  const contingent = layer.contingentValuesDefinition as Json | undefined;
  if (Array.isArray(contingent?.fieldGroups)) {
    const fieldGroups = (contingent.fieldGroups as Json[]).map(lowerGroup);
    result.contingentValuesDefinition = { ...contingent, fieldGroups };
  }
  if (Array.isArray(layer.types)) {
    result.types = (layer.types as Json[]).map((type) => ({
      ...type,
      domains: lowerKeys(type.domains),
      templates: Array.isArray(type.templates)
        ? (type.templates as Json[]).map(lowerTemplate)
        : type.templates,
    }));
  }
  return result;
}

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function lowerValues(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, name]) => [key, key.endsWith('Field') ? lower(name) : name]),
  );
}

function lowerKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]));
}

/** Fields of a group are names, or objects with a name. */
function lowerGroup(group: Json): Json {
  const fields = Array.isArray(group.fields) ? (group.fields as unknown[]) : [];
  const lowered = fields.map((field) =>
    typeof field === 'object' && field !== null
      ? { ...field, name: lower((field as Json).name) }
      : lower(field),
  );
  return { ...group, fields: lowered, domains: lowerKeys(group.domains) };
}

function lowerTemplate(template: Json): Json {
  const prototype = template.prototype as Json | undefined;
  if (!prototype) return template;
  return { ...template, prototype: { ...prototype, attributes: lowerKeys(prototype.attributes) } };
}
