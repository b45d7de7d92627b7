import type { Warning } from '../items/findings.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { ServiceMapping } from '../references/reference-map.js';
import {
  asArray,
  globalIdField,
  isTable,
  type LayerDefinition,
  layerLabel,
  type Relationship,
} from './definition.js';
import { fieldMapping, renamedFields } from './field-mapping.js';
import { fieldRole } from './field-roles.js';
import type { LayerService } from './layer-service.js';
import { keepsCurves, takesCurves, withoutCurves } from './true-curves.js';

/** A source layer, what it became, and what its fields are called there. */
export interface LayerPair {
  source: LayerDefinition;
  target: LayerDefinition;
  fields: Map<string, string>;
}

/**
 * Layer ids and field names of the copy, as the target really made them: by equal id where name and geometry agree, else by
 * name and geometry, else, of a layer that was given another name since, by id, geometry and fields. Throws ARCGIS_UNEXPECTED if a layer of the source
 * has no counterpart.
 */
export function mapService(source: LayerService, target: LayerService): ServiceMapping {
  const found = counterparts(source, target);
  const missing = source.layers.filter((layer) => !found.has(layer));
  if (missing.length > 0) {
    throw new ArcGISError(
      'ARCGIS_UNEXPECTED',
      `The copy of the service has no counterpart of layer ${missing.map(layerLabel).join(', layer ')}. Copy it anew.`,
      { endpoint: target.url },
    );
  }
  const layers: Record<string, string> = {};
  const fields: Record<string, Record<string, string>> = {};
  for (const [layer, match] of found) {
    layers[layer.id] = String(match.id);
    const renamed = renamedFields(fieldMapping(layer, match));
    if (Object.keys(renamed).length > 0) fields[layer.id] = renamed;
  }
  addRelatedFields(source, fields);
  return Object.keys(fields).length > 0 ? { url: target.url, layers, fields } : { url: target.url, layers };
}

/** Layers of the source that the copy does not have yet. */
export function layersToAdd(source: LayerService, target: LayerService): LayerDefinition[] {
  const found = counterparts(source, target);
  return source.layers.filter((layer) => !found.has(layer));
}

function counterparts(source: LayerService, target: LayerService): Map<LayerDefinition, LayerDefinition> {
  const found = new Map<LayerDefinition, LayerDefinition>();
  const free = new Set(target.layers);
  for (const alike of [sameIdAndShape, sameNameAndShape, sameIdAndFields]) {
    for (const layer of source.layers) {
      if (found.has(layer)) continue;
      const match = [...free].find((candidate) => alike(layer, candidate));
      if (!match) continue;
      free.delete(match);
      found.set(layer, match);
    }
  }
  return found;
}

/** Pop-ups name fields of related layers by the relationship: `relationships/<id>/<field>`. */
function addRelatedFields(source: LayerService, fields: Record<string, Record<string, string>>): void {
  const own = { ...fields };
  for (const { id: layer, relationships } of source.layers) {
    for (const { id, relatedTableId } of asArray<Relationship>(relationships)) {
      const related = Object.entries(own[relatedTableId] ?? {}).map(([from, to]) => [
        `relationships/${id}/${from}`,
        `relationships/${id}/${to}`,
      ]);
      if (related.length > 0) fields[layer] = { ...fields[layer], ...Object.fromEntries(related) };
    }
  }
}

/** The layers of both sides, paired by the mapping; source layers that the mapping does not know are left out. */
export function pairLayers(source: LayerService, target: LayerService, mapping: ServiceMapping): LayerPair[] {
  const pairs: LayerPair[] = [];
  for (const layer of source.layers) {
    const match = target.layers.find((candidate) => String(candidate.id) === mapping.layers[layer.id]);
    if (!match) continue;
    const shown = keepsCurves(layer) && !takesCurves(match) ? withoutCurves(layer) : layer;
    pairs.push({ source: shown, target: match, fields: fieldMapping(layer, match) });
  }
  return pairs;
}

/** A warning for each layer that has another id in the copy. */
export function renumbered(source: LayerService, mapping: ServiceMapping): Warning[] {
  return source.layers
    .filter((layer) => mapping.layers[layer.id] !== String(layer.id))
    .map((layer) => ({
      code: 'LAYER_RENUMBERED',
      message: `Layer ${layer.id} "${layer.name}" is layer ${mapping.layers[layer.id]} in the copy. Maps and apps of this run follow it; links written elsewhere do not.`,
      path: `layers[${layer.id}]`,
    }));
}

/** True if the rows of a layer keep their GlobalIDs: both sides have them, and the target takes them (`useGlobalIds`). */
export function keepsGlobalIds(pair: LayerPair, target: LayerService): boolean {
  const taken = pair.target.supportsApplyEditsWithGlobalIds ?? target.service.supportsApplyEditsWithGlobalIds;
  return globalIdField(pair.source) !== null && globalIdField(pair.target) !== null && taken === true;
}

function sameShape(a: LayerDefinition, b: LayerDefinition): boolean {
  return isTable(a) === isTable(b) && (a.geometryType ?? null) === (b.geometryType ?? null);
}

function sameIdAndShape(a: LayerDefinition, b: LayerDefinition): boolean {
  return Number(a.id) === Number(b.id) && a.name === b.name && sameShape(a, b);
}

function sameNameAndShape(a: LayerDefinition, b: LayerDefinition): boolean {
  return a.name.toLowerCase() === b.name.toLowerCase() && sameShape(a, b);
}

/** Renamed since: at least half of the fields are still called as they were. */
function sameIdAndFields(a: LayerDefinition, b: LayerDefinition): boolean {
  if (Number(a.id) !== Number(b.id) || !sameShape(a, b)) return false;
  const plain = a.fields.filter((field) => fieldRole(a, field) === 'plain');
  const kept = fieldMapping(a, b);
  return plain.filter(({ name }) => kept.has(name)).length * 2 >= plain.length;
}
