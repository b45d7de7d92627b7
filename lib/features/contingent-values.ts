import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { changeDefinition } from './change-definition.js';
import { asArray, asJson, type Json, type LayerDefinition, layerLabel } from './definition.js';
import { differences } from './differences.js';
import type { LayerService } from './layer-service.js';
import { type LayerPair, pairLayers } from './service-mapping.js';

/**
 * The groups of fields of a layer whose values depend on each other, as addToDefinition takes them; null if it has none, or a server too old to tell.
 * @see https://developers.arcgis.com/rest/services-reference/enterprise/fs-contingent-values.htm
 */
async function readContingentValues(
  portal: ReadablePortal,
  url: string,
  layer: LayerDefinition,
  signal?: AbortSignal,
): Promise<Json | null> {
  if (layer.hasContingentValuesDefinition !== true) return null;
  try {
    const answer = await portal.read<Json>(`${url}/contingentValues`, {}, signal ? { signal } : {});
    const { fieldGroups } = asJson(answer.contingentValuesDefinition);
    if (asArray(fieldGroups).length === 0) return null;
    return { fieldGroups, stringDicts: asArray(answer.stringDicts) };
  } catch (error) {
    if (error instanceof ArcGISError && ['ARCGIS_UNEXPECTED', 'ARCGIS_NOT_FOUND'].includes(error.code))
      return null;
    throw error;
  }
}

/**
 * Gives the copy's layers the contingent values of their source, with the field names of the copy. Groups that differ are replaced, all of a layer at
 * once, because they share their texts. A portal that does not know contingent values gets none, which a warning says.
 */
export async function copyContingentValues(
  source: ReadablePortal,
  target: WritablePortal,
  from: LayerService,
  to: { built: LayerService; mapping: ServiceMapping },
  signal?: AbortSignal,
): Promise<Warning[]> {
  if (from.isView) return [];
  const warnings: Warning[] = [];
  for (const pair of pairLayers(from, to.built, to.mapping)) {
    if (pair.source.hasContingentValuesDefinition !== true) continue;
    const read = await readContingentValues(source, `${from.url}/${pair.source.id}`, pair.source, signal);
    if (!read) {
      warnings.push(notCarried(pair, `The source does not tell them.`));
      continue;
    }
    const url = `${to.built.url}/${pair.target.id}`;
    const wanted = withFieldNames(read, pair.fields);
    const there = await readContingentValues(target, url, pair.target, signal);
    if (there && differences(wanted, there).length === 0) continue;
    try {
      if (there) {
        const gone = asArray<Json>(there.fieldGroups).map(({ name }) => ({ name }));
        const definition = { contingentValuesDefinition: { fieldGroups: gone } };
        await changeDefinition(target, url, 'deleteFromDefinition', definition, signal);
      }
      await changeDefinition(target, url, 'addToDefinition', { contingentValuesDefinition: wanted }, signal);
    } catch (error) {
      if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_UNEXPECTED') throw error;
      warnings.push(notCarried(pair, error.message));
      continue;
    }
    const set = { ...pair.target, hasContingentValuesDefinition: true };
    const result = await readContingentValues(target, url, set, signal);
    if (!result || differences(wanted, result).length > 0) {
      warnings.push(notCarried(pair, 'The target took them, but does not have them afterwards.'));
    }
  }
  return warnings;
}

/** Fields are named by text, or by objects with a name. */
function withFieldNames(values: Json, names: ReadonlyMap<string, string>): Json {
  const renamed = (field: unknown): unknown => {
    if (typeof field === 'string') return names.get(field) ?? field;
    const { name } = asJson(field);
    return typeof name === 'string' ? { ...asJson(field), name: names.get(name) ?? name } : field;
  };
  const fieldGroups = asArray<Json>(values.fieldGroups).map((group) => ({
    ...group,
    ...(Array.isArray(group.fields) && { fields: group.fields.map(renamed) }),
  }));
  return { ...values, fieldGroups };
}

function notCarried(pair: LayerPair, why: string): Warning {
  return {
    code: 'NOT_COPIED',
    message: `Layer ${layerLabel(pair.source)} has contingent values, which the copy does not have. ${why} Set them up in the target by hand.`,
    path: `layers[${pair.source.id}]`,
  };
}
