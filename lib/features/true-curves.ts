import { asJson, type LayerDefinition } from './definition.js';

/** Whether a layer keeps arcs and other curves in its lines and polygons. It gives them in many short lines to clients that do not ask for them. */
export function keepsCurves(layer: LayerDefinition): boolean {
  const { supportsTrueCurve } = asJson(layer.advancedQueryCapabilities);
  return /Polyline|Polygon/.test(layer.geometryType ?? '') && supportsTrueCurve === true;
}

/** Whether rows with curves may be written to a layer by a client that knows them. */
export function takesCurves(layer: LayerDefinition): boolean {
  return keepsCurves(layer) && layer.allowTrueCurvesUpdates !== false;
}

/** The layer as one that gives no curves: for a copy that cannot keep them. */
export function withoutCurves(layer: LayerDefinition): LayerDefinition {
  const advancedQueryCapabilities = { ...asJson(layer.advancedQueryCapabilities), supportsTrueCurve: false };
  return { ...layer, advancedQueryCapabilities };
}
