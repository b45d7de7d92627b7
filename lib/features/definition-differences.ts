import type { ServiceMapping } from '../references/reference-map.js';
import { comparableLayer, comparableService } from './comparable-definition.js';
import { asJson, type Json, type LayerDefinition } from './definition.js';
import { onlineOnlyKeys } from './definition-rules.js';
import { type Difference, differences } from './differences.js';
import { editFields } from './field-roles.js';
import { layerInTarget } from './layer-in-target.js';
import type { LayerService } from './layer-service.js';
import type { LayerPair } from './service-mapping.js';

/** Where a copied layer's definition differs from what the source's is in the target's names and ids. */
export function layerDifferences(pair: LayerPair, mapping: ServiceMapping): Difference[] {
  const layer = layerInTarget(pair, mapping);
  const tracking = new Set(Object.values(editFields(layer)));
  const comparable = (definition: LayerDefinition) => withoutTracking(comparableLayer(definition), tracking);
  const ofOwn = ({ path }: Difference) =>
    !(isView(pair.target) && path.startsWith('indexes')) &&
    !(path.startsWith('dateFieldsTimeReference') && !knowsTimeZones(pair.target));
  return differences(comparable(layer), comparable(pair.target)).filter((one) => matters(one) && ofOwn(one));
}

/** Dates are in UTC in a portal that says nothing of time zones. */
export const knowsTimeZones = (layer: LayerDefinition): boolean =>
  layer.dateFieldsTimeReference !== undefined;

/** A view has no rows of its own: the indexes that it shows are those of its source, which has a check of its own. */
const isView = (layer: LayerDefinition): boolean => layer.isView === true;

/** Where the portal records editors is its own affair; whether it does is a setting of the service, and values are compared. */
function withoutTracking(layer: Json, tracking: ReadonlySet<string>): Json {
  const fields = Object.entries(asJson(layer.fields)).filter(([name]) => !tracking.has(name));
  const { editFieldsInfo: _, ...rest } = layer;
  return { ...rest, fields: Object.fromEntries(fields) };
}

/** The same for the settings of the service. */
export function serviceDifferences(source: LayerService, target: LayerService): Difference[] {
  const known = (path: string) =>
    !onlineOnlyKeys.some((key) => path.startsWith(key) && !(key in target.service && key in source.service));
  return differences(comparableService(source), comparableService(target)).filter(
    (one) => matters(one) && known(one.path),
  );
}

/** What only the target has is no loss: fields, indexes and relationships of its own or that the source had, and defaults written out. */
function matters({ path, expected, actual }: Difference): boolean {
  if (expected !== undefined) return true;
  if (/^(fields\.[^.]+|indexes(\..*)?|relationships(\.[^.]+)?)$/.test(path)) return false;
  return actual !== 0 && actual !== false && actual !== 'esriServerHTMLPopupTypeNone';
}
