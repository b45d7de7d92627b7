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
    }));
  }
  if (Array.isArray(layer.templates)) result.templates = (layer.templates as Json[]).map(lowerTemplate);
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

function lowerTemplate(template: Json): Json {
  const prototype = template.prototype as Json | undefined;
  if (!prototype) return template;
  return { ...template, prototype: { ...prototype, attributes: lowerKeys(prototype.attributes) } };
}
