import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import { DefinitionError } from './admin/definition-error.js';
import { jsonList } from './admin/json-list.js';
import type { LayerDefinition } from './layer-definition.js';
import { rootOf } from './row-table.js';
import type { Layer, Service } from './service.js';
import type { ServicesContext } from './services-context.js';

type Json = Record<string, unknown>;

const TYPE_CODES = ['Unknown', 'Any', 'Null', 'Code', 'Range'];

/**
 * The contingent values of a layer: a view has those of its source.
 * https://developers.arcgis.com/rest/services-reference/enterprise/fs-contingent-values.htm
 */
export function contingentValuesJson(context: ServicesContext, layer: Layer): Json {
  const { stringDicts } = known(context, layer);
  return { typeCodes: TYPE_CODES, stringDicts, contingentValuesDefinition: definitionJson(layer) };
}

/** Those of all layers of a service that have any, or of the `layers` that a client names. */
export function queryContingentValues(context: ServicesContext, service: Service, call: Call): Json {
  checkVersion(context);
  const wanted = call.params
    .text('layers', '')
    .replace(/[[\]\s]/g, '')
    .split(',')
    .filter((id) => id !== '')
    .map(Number);
  const layers = service.layers.filter(
    (layer) =>
      rootOf(layer).definition.contingentValues &&
      (wanted.length === 0 || wanted.includes(layer.definition.id)),
  );
  return {
    typeCodes: TYPE_CODES,
    stringDicts: layers.flatMap((layer) => known(context, layer).stringDicts),
    contingentValuesDefinitions: layers.map(definitionJson),
  };
}

/** The groups of fields whose values depend on each other. */
export function fieldGroupsJson(context: ServicesContext, layer: Layer): Json {
  return {
    fieldGroups: known(context, layer).fieldGroups.map(({ name, restrictive = false, fields }) => ({
      name,
      restrictive,
      fields: fieldNames(fields),
    })),
  };
}

/** Adds what `addToDefinition` of a layer brings: `contingentValuesDefinition`. Throws DefinitionError. */
export function addContingentValues(context: ServicesContext, layer: Layer, sent: Json): void {
  const given = sent.contingentValuesDefinition as Json | undefined;
  if (!given) return;
  if (!context.profile.atLeast('11.2')) throw new DefinitionError('Contingent values are not supported.');
  if (layer.source) throw new DefinitionError('A view has the contingent values of its source.');
  const groups = jsonList(given.fieldGroups);
  for (const group of groups) checkGroup(layer.definition, group);
  const before = layer.definition.contingentValues ?? { fieldGroups: [], stringDicts: [] };
  const names = new Set(before.fieldGroups.map((group) => group.name));
  const double = groups.find((group) => names.has(group.name));
  if (double) throw new DefinitionError(`Field group '${String(double.name)}' exists.`);
  layer.definition.contingentValues = {
    fieldGroups: [...before.fieldGroups, ...groups],
    stringDicts: [...before.stringDicts, ...jsonList(given.stringDicts)],
  };
}

/** Removes the groups that `deleteFromDefinition` names, or all. */
export function deleteContingentValues(layer: Layer, sent: Json): void {
  const given = sent.contingentValuesDefinition as Json | undefined;
  const { contingentValues } = layer.definition;
  if (!given || !contingentValues) return;
  const names = new Set(jsonList(given.fieldGroups).map((group) => group.name));
  const fieldGroups =
    names.size === 0 ? [] : contingentValues.fieldGroups.filter((group) => !names.has(group.name));
  if (fieldGroups.length > 0) layer.definition.contingentValues = { ...contingentValues, fieldGroups };
  else delete layer.definition.contingentValues;
}

function definitionJson(layer: Layer): Json {
  const { definition } = layer;
  const { contingentValues, subtypeField } = rootOf(layer).definition;
  return {
    layerID: definition.id,
    layerName: definition.name,
    geometryType: definition.geometryType ?? 'esriGeometryNull',
    hasSubType: Boolean(subtypeField),
    fieldGroups: contingentValues?.fieldGroups ?? [],
  };
}

function known(context: ServicesContext, layer: Layer): NonNullable<LayerDefinition['contingentValues']> {
  checkVersion(context);
  return rootOf(layer).definition.contingentValues ?? { fieldGroups: [], stringDicts: [] };
}

/** Hosted layers have them since 11.2. */
function checkVersion(context: ServicesContext): void {
  if (!context.profile.atLeast('11.2'))
    throw new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
}

function checkGroup({ fields }: LayerDefinition, group: Json): void {
  if (typeof group.name !== 'string' || group.name === '')
    throw new DefinitionError('A field group needs a name.');
  const names = new Set(fields.map((field) => field.name.toLowerCase()));
  const missing = fieldNames(group.fields).find((name) => !names.has(name.toLowerCase()));
  if (missing !== undefined) {
    throw new DefinitionError(`Invalid field group '${group.name}': '${missing}' is not a field.`);
  }
}

/** Names alone, or objects with a name. */
function fieldNames(fields: unknown): string[] {
  if (!Array.isArray(fields)) return [];
  return fields.map((field) => (typeof field === 'string' ? field : String((field as Json).name)));
}
