import { asArray, asJson, type Field, type Json, type LayerDefinition } from './definition.js';
import { enterpriseCapabilities, layerKeysLeftOut, named } from './definition-rules.js';
import { fieldRole } from './field-roles.js';

/**
 * The layer as addToDefinition takes it: without what belongs to the source or to its server, without computed fields,
 * with references to fields that do not exist removed, and with every plain field writable until the rows are loaded.
 */
export function prepareLayer(layer: LayerDefinition, target: { isPortal: boolean }): Json {
  const kept = Object.fromEntries(
    Object.entries(layer).filter(([key, value]) => !named(layerKeysLeftOut, key) && value !== null),
  );
  // A layer without rows has an extent of NaN or null, which portals refuse.
  if (!Number.isFinite(asJson(kept.extent).xmin)) delete kept.extent;
  const fields = layer.fields
    .filter((field) => !['geometry', 'shape'].includes(fieldRole(layer, field)))
    .map((field) => prepareField(layer, field));
  const names = new Set(fields.map((field) => field.name));
  return {
    ...kept,
    fields,
    ...pointers(kept, names),
    ...(Array.isArray(kept.templates) ? { templates: prepareTemplates(kept.templates, names) } : {}),
    ...(Array.isArray(kept.types) ? { types: prepareTypes(kept.types, names) } : {}),
    capabilities: acceptedCapabilities(layer.capabilities, target),
  };
}

/** Capabilities that the target knows; Enterprise refuses a definition with any other. */
export function acceptedCapabilities(capabilities: unknown, target: { isPortal: boolean }): string {
  const all = String(capabilities ?? 'Query')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  return all.filter((one) => !target.isPortal || enterpriseCapabilities.includes(one)).join(',');
}

function prepareField(layer: LayerDefinition, field: Field): Field {
  const role = fieldRole(layer, field);
  if (role === 'objectId' || role === 'globalId') return field;
  return { ...field, editable: true, ...(field.domain ? { domain: prepareDomain(field) } : {}) };
}

/** Codes of a numeric field have to be numbers; some portals answer them as text. */
function prepareDomain(field: Field): Json {
  const domain = asJson(field.domain);
  if (!/Double|Single|Integer/.test(field.type) || !Array.isArray(domain.codedValues)) return domain;
  return {
    ...domain,
    codedValues: asArray<Json>(domain.codedValues).map((coded) => {
      const code =
        typeof coded.code === 'string' && coded.code.trim() !== '' ? Number(coded.code) : coded.code;
      return Number.isNaN(code) ? coded : { ...coded, code };
    }),
  };
}

/** Properties that name one field: aligned in case with the fields, or emptied where the field does not exist. */
function pointers(layer: Json, names: ReadonlySet<string>): Json {
  const byLowerCase = new Map([...names].map((name) => [name.toLowerCase(), name]));
  const result: Json = {};
  for (const key of ['displayField', 'typeIdField', 'globalIdField', 'objectIdField']) {
    const value = layer[key];
    if (typeof value === 'string' && value !== '') result[key] = byLowerCase.get(value.toLowerCase()) ?? '';
  }
  if (result.displayField === '') result.displayField = [...names][0] ?? '';
  const tracked = Object.entries(asJson(layer.editFieldsInfo)).map(([role, name]) => [
    role,
    typeof name === 'string' ? byLowerCase.get(name.toLowerCase()) : undefined,
  ]);
  const known = tracked.filter(([, name]) => name !== undefined);
  if (known.length > 0) result.editFieldsInfo = Object.fromEntries(known);
  return result;
}

/** Attributes of a template's prototype that no field takes make the portal refuse the layer. */
function prepareTemplates(templates: unknown[], names: ReadonlySet<string>): Json[] {
  return templates.map((entry) => {
    const template = asJson(entry);
    const prototype = asJson(template.prototype);
    if (prototype.attributes === undefined) return template;
    const attributes = Object.fromEntries(
      Object.entries(asJson(prototype.attributes)).filter(([name]) => names.has(name)),
    );
    return { ...template, prototype: { ...prototype, attributes } };
  });
}

function prepareTypes(types: unknown[], names: ReadonlySet<string>): Json[] {
  return types.map((entry) => {
    const type = asJson(entry);
    return Array.isArray(type.templates)
      ? { ...type, templates: prepareTemplates(type.templates, names) }
      : type;
  });
}
