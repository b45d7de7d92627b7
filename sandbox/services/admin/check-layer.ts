import type { Field, LayerDefinition } from '../layer-definition.js';
import { DefinitionError } from './definition-error.js';
import { jsonList } from './json-list.js';

type Json = Record<string, unknown>;

/** Throws DefinitionError if the definition names something that the layer does not have. */
export function checkLayer(layer: LayerDefinition): void {
  const fields = new Map<string, Field>();
  for (const field of layer.fields) {
    const key = field.name.toLowerCase();
    if (fields.has(key)) throw new DefinitionError(`Field '${field.name}' is defined twice.`);
    fields.set(key, field);
  }
  const known = (name: unknown) => typeof name === 'string' && fields.has(name.toLowerCase());
  const require = (name: unknown, what: string) => {
    if (name && !known(name))
      throw new DefinitionError(`Invalid definition: ${what} '${String(name)}' is not a field.`);
  };
  checkSystemFields(layer, fields);
  require(layer.displayField, 'displayField');
  require(layer.typeIdField, 'typeIdField');
  require(layer.subtypeField, 'subtypeField');
  for (const [role, name] of Object.entries(layer.editFieldsInfo ?? {})) {
    if (role.endsWith('Field')) require(name, `editFieldsInfo.${role}`);
  }
  const time = layer.timeInfo as Json | null | undefined;
  for (const role of ['startTimeField', 'endTimeField', 'trackIdField'])
    require(time?.[role], `timeInfo.${role}`);
  for (const index of jsonList(layer.indexes)) {
    for (const name of String(index.fields ?? '').split(',')) {
      const trimmed = name.trim();
      if (!/^shape$/i.test(trimmed)) require(trimmed, `index ${String(index.name)}`);
    }
  }
  for (const template of [
    ...jsonList(layer.templates),
    ...jsonList(layer.types).flatMap((type) => jsonList(type.templates)),
  ]) {
    const attributes = (template.prototype as Json | undefined)?.attributes as Json | undefined;
    for (const name of Object.keys(attributes ?? {})) require(name, `template ${String(template.name)}`);
  }
  for (const relationship of layer.relationships)
    require(relationship.keyField, `relationship ${relationship.name}`);
  for (const field of layer.fields) checkDomain(field);
  checkSubtypes(layer, fields);
}

function checkSystemFields(layer: LayerDefinition, fields: Map<string, Field>): void {
  const ofType = (type: Field['type']) => layer.fields.filter((field) => field.type === type);
  if (ofType('esriFieldTypeOID').length !== 1)
    throw new DefinitionError('A layer has one field of type esriFieldTypeOID.');
  if (fields.get(layer.objectIdField.toLowerCase())?.type !== 'esriFieldTypeOID') {
    throw new DefinitionError(
      `Inconsistency in the Field Definitions: objectIdField '${layer.objectIdField}'.`,
    );
  }
  const globalIds = ofType('esriFieldTypeGlobalID');
  if (globalIds.length > 1)
    throw new DefinitionError('Inconsistency in the Field Definitions: two GlobalID fields.');
  const named = layer.globalIdField ? fields.get(layer.globalIdField.toLowerCase())?.type : undefined;
  if (layer.globalIdField && named !== 'esriFieldTypeGlobalID') {
    throw new DefinitionError('JSONObject["globalId"] not found.');
  }
}

/** Subtypes are whole numbers of a field that holds such. */
function checkSubtypes(layer: LayerDefinition, fields: Map<string, Field>): void {
  const subtypes = jsonList(layer.subtypes);
  const name = typeof layer.subtypeField === 'string' ? layer.subtypeField : '';
  if (name !== '' && !/Integer$/.test(fields.get(name.toLowerCase())?.type ?? ''))
    throw new DefinitionError(`subtypeField '${name}' is not a field of whole numbers.`);
  if (subtypes.length > 0 && name === '') throw new DefinitionError('Subtypes need a subtypeField.');
  const codes = subtypes.map((one) => one.code);
  if (codes.some((code) => !Number.isInteger(code)) || new Set(codes).size < codes.length)
    throw new DefinitionError('Codes of subtypes must be different whole numbers.');
  const fallback = layer.defaultSubtypeCode;
  if (subtypes.length > 0 && typeof fallback === 'number' && !codes.includes(fallback))
    throw new DefinitionError(`defaultSubtypeCode ${fallback} is no subtype.`);
  for (const field of subtypes.flatMap((one) => Object.keys((one.domains ?? {}) as Json))) {
    if (!fields.has(field.toLowerCase()))
      throw new DefinitionError(
        `Invalid definition: domain of a subtype for '${field}', which is not a field.`,
      );
  }
}

function checkDomain(field: Field): void {
  const { domain } = field;
  if (domain?.type !== 'codedValue') return;
  const numeric = /Integer|Double|Single/.test(field.type);
  for (const { code } of domain.codedValues ?? []) {
    if (numeric && typeof code !== 'number') {
      throw new DefinitionError(`Coded value '${String(code)}' of field '${field.name}' is not a number.`);
    }
  }
}
