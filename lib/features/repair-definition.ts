import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import type { ServiceMapping } from '../references/reference-map.js';
import { changeDefinition } from './change-definition.js';
import { timeZoneOf } from './comparable-definition.js';
import { asArray, asJson, type Field, type Json, type LayerDefinition, layerLabel } from './definition.js';
import { knowsTimeZones, layerDifferences } from './definition-differences.js';
import { fieldKeysCompared, layerKeysCompared, layerKeysFixed } from './definition-rules.js';
import { differences } from './differences.js';
import { fieldRole } from './field-roles.js';
import { layerInTarget } from './layer-in-target.js';
import type { LayerService } from './layer-service.js';
import { type LayerPair, pairLayers } from './service-mapping.js';

/** Order in which properties that build on each other are sent; everything else goes together first. */
const ownCall = ['name', 'subtypeField', 'defaultSubtypeCode', 'subtypes', 'timeInfo'];

/**
 * Sends what the copy's layers still lack or have otherwise than the source: portals drop some properties of addToDefinition
 * (Enterprise the drawing, templates and types; all of them time settings) but take them by updateDefinition. The names of
 * fields are those of the copy. A property that the portal refuses becomes a warning; the checks of the copy then show it.
 */
export async function repairDefinition(
  target: WritablePortal,
  source: LayerService,
  built: LayerService,
  mapping: ServiceMapping,
  signal?: AbortSignal,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  for (const pair of pairLayers(source, built, mapping)) {
    const { timeZone } = timeZoneOf(pair.source);
    if (timeZone !== undefined && !knowsTimeZones(pair.target)) {
      warnings.push({
        code: 'NOT_COPIED',
        message: `The target does not know that dates of layer ${layerLabel(pair.source)} are meant in the time zone ${String(timeZone)}: it takes them as UTC, as they are stored.`,
        path: `layers[${pair.source.id}].dateFieldsTimeReference`,
      });
    }
    for (const change of layerChanges(pair, mapping, source.isView)) {
      try {
        const url = `${built.url}/${pair.target.id}`;
        await changeDefinition(target, url, operationFor(change, pair), change, signal);
      } catch (error) {
        if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_UNEXPECTED') throw error;
        warnings.push({
          code: 'DEFINITION_REFUSED',
          message: `The portal did not take ${Object.keys(change).join(', ')} of layer ${layerLabel(pair.source)}. ${error.message}`,
          path: `layers[${pair.source.id}]`,
        });
      }
    }
  }
  return warnings;
}

/** The bodies of updateDefinition that make the target layer equal to the source layer, in order. Empty if it is. */
function layerChanges(pair: LayerPair, mapping: ServiceMapping, isView: boolean): Json[] {
  const wanted = layerInTarget(pair, mapping);
  const changed = new Set(layerDifferences(pair, mapping).map(({ path }) => path.split(/[.[]/)[0] ?? ''));
  const keys = layerKeysCompared.filter((key) => changed.has(key) && !layerKeysFixed.includes(key));
  const together = keys.filter((key) => !ownCall.includes(key));
  const fields = changed.has('fields') ? fieldChanges(wanted, pair.target, isView) : [];
  const first: Json = {
    ...Object.fromEntries(together.map((key) => [key, wanted[key] ?? emptyOf(pair.target[key])])),
    ...(fields.length > 0 ? { fields } : {}),
  };
  const rest: Json[] = [];
  const apart = ownCall.filter((one) => keys.includes(one));
  // Subtypes need their field as long as there are any.
  if (asArray(wanted.subtypes).length === 0) apart.reverse();
  for (const key of apart) {
    const change = { [key]: cleaned(key, wanted[key]) };
    // Neither the new default is one of the old subtypes, nor the old default one of the new.
    const goesWithDefault = key === 'subtypes' && 'defaultSubtypeCode' in (rest.at(-1) ?? {});
    if (goesWithDefault && asArray(pair.target.subtypes).length > 0) Object.assign(rest.at(-1) ?? {}, change);
    else rest.push(change);
  }
  return [...(Object.keys(first).length > 0 ? [first] : []), ...rest];
}

/** Subtypes are added where there are none; everything else replaces what is there. */
function operationFor(change: Json, pair: LayerPair): 'addToDefinition' | 'updateDefinition' {
  const isFirst = 'subtypes' in change && asArray(pair.target.subtypes).length === 0;
  return isFirst ? 'addToDefinition' : 'updateDefinition';
}

/** `editable` waits for the end of loading, of which views have none: a field that is not editable may refuse the source's values. */
function fieldChanges(wanted: LayerDefinition, target: LayerDefinition, isView: boolean): Json[] {
  const later = isView ? ['type'] : ['type', 'editable'];
  const there = new Map(target.fields.map((field) => [field.name, field]));
  return wanted.fields.flatMap((field: Field) => {
    const other = there.get(field.name);
    if (!other || fieldRole(wanted, field) !== 'plain') return [];
    const keys = fieldKeysCompared.filter((key) => !later.includes(key) && differs(field[key], other[key]));
    return keys.length === 0
      ? []
      : [{ name: field.name, ...Object.fromEntries(keys.map((key) => [key, field[key] ?? null])) }];
  });
}

function differs(a: unknown, b: unknown): boolean {
  return differences(a ?? null, b ?? null).length > 0;
}

/** How a property is emptied: null cannot be told from absent. */
function emptyOf(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return typeof value === 'string' ? '' : null;
}

/** Time settings with '' for "no field" are refused; null is taken. */
function cleaned(key: string, value: unknown): unknown {
  if (key !== 'timeInfo') return value ?? null;
  return Object.fromEntries(
    Object.entries(asJson(value)).map(([name, entry]) => [name, entry === '' ? null : entry]),
  );
}
